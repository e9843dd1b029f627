"""Plans that run, from the desk."""
