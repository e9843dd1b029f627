"""What a unit above does for many below at once."""
