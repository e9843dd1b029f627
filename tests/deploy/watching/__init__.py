"""What those who watch over the machines are shown, and what reaches no log."""
