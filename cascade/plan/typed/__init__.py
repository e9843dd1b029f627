"""Values that people type: each kind has one reader, through whichever door it comes."""
