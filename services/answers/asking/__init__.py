"""What a unit asks about a duty or for its contact, and what whoever decides answers."""
