"""A paper becomes a plan: handed in, read, looked at put right, ready to be issued."""
