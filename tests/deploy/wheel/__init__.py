"""The files ops work with: they deploy, they agree with the code, and no setting is forgotten."""
