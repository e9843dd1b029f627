"""The board's window: its forms, its pages, and what a person sees of a plan."""
