"""Units and contacts taken over, their addresses and links."""
