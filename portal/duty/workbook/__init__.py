"""A duty reported without its form: the workbook is fetched, filled in elsewhere, and sent back here."""
