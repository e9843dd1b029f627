"""Days a conference could sit on, what they clash with, and who is invited where."""
