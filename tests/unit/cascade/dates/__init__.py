"""From what a paper says of time to days."""
