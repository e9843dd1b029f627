"""What the board sees of a plan on the Prefect server."""
