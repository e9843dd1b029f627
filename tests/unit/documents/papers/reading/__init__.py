"""The reading room: papers in our own words, marked by hand."""
