"""What every page of the counter goes through."""
