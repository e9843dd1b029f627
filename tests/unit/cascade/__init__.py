"""The rules, each said as a sentence."""
