"""The counter for programs: JSON below /api/v1, and diaries to subscribe to."""
