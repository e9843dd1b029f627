"""The backdrop (ma-két) of a hall: its words, balanced over lines, as SVG, PNG and PDF."""
