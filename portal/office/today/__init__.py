"""The first page: plans with their next dates, and what waits for the officer."""
