"""What is put on a Prefect server, what it is called there, and who runs it."""
