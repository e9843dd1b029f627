"""What comes out of a plan: dated duties for units, with the reason for every date."""
