"""Ledgers of older versions, brought to the present shape."""
