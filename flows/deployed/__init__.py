"""One deployment on a server: put there, put there again, or followed by another under a new name."""
