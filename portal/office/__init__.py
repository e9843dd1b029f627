"""The office of the board in the browser: what its officers do, behind a login."""
