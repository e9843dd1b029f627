"""Figures that add up, and what is withheld of them."""
