"""The counter: the small web page on which a unit hands in its report."""
