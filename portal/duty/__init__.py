"""One duty's form: read, answered, received."""
