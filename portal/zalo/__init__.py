"""Calls that Zalo makes."""
