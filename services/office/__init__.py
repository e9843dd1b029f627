"""What the office does with its own people, its letters and its channels."""
