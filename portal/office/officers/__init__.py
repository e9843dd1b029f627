"""The room where administrators say who is an officer, and with which roles."""
