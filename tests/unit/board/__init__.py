"""What the board's window shows and asks, without a server."""
