"""The desk: what a person types and what comes back."""
