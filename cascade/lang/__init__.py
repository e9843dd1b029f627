"""Text in two languages, refusals, and letters that look alike."""
