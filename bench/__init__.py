"""The stopwatch: how long the work takes for a real province."""
