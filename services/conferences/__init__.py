"""What people do with a conference: its day, and what its invited units answer."""
