"""What was read in a paper, for the eye and for programs: as text, as a page, as JSON."""
