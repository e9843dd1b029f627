"""What a unit asks for about a duty, and the page on which it is answered."""
