"""The rules: which unit must do what, by when, and what happens when it does not."""
