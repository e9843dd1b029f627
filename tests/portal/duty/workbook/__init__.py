"""The workbook of a duty: made, filled in, read back, uploaded."""
