"""Figures in reports, what they add up to, and what is withheld of something secret."""
