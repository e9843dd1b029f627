"""What leaves as a file: the report on paper, the workbook, the picture."""
