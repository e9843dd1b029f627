"""When, how fast and by which channel something may leave, and which processes send."""
