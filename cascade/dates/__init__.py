"""From the words of a plan to a day for every duty."""
