"""Rungs that are called, lists that go up, and plans that are held up."""
