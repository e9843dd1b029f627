"""The pages about our own files, written from the models that read them."""
