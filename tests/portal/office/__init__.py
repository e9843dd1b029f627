"""The office of the board in the browser."""
