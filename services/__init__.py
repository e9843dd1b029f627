"""What people do with a plan, each act once: for the command, the form, the demo and the counter alike."""
