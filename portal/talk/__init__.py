"""Speakers: whether they come, who it is, and the file of the talk."""
