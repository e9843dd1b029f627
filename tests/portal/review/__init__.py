"""Reading what came in from below."""
