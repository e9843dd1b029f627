"""What kinds of notices there are, and why one was not sent."""
