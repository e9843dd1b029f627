"""The ladder, and what stands in its way."""
