"""From the lines of a paper to its blocks: headings, paragraphs and the cells of its tables."""
