"""A plan as the paper means it: requirements, conferences, policy, and what names what."""
