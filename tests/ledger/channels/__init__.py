"""What all senders share."""
