"""The words of the letters: what there is to say on each occasion, and how an office says it itself."""
