"""From the bytes of a file to the lines of a paper: Word, PDF, web page, plain text."""
