"""What belongs to a report: its figures, its files, its receipt; and the draft of one that was not sent."""
