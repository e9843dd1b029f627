"""What stands before the Prefect server: its gate, and whom it lets through without the password."""
