"""What a paper says: its deadlines and who owes them, its conferences, its references, its recipients."""
