"""From papers that were handed in to a plan that can be issued: what an officer does on the way."""
