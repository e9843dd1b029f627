"""What happens when something is killed, cut off or lied to."""
