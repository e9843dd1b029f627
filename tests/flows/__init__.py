"""The flows and their steps, against a real Prefect server."""
