"""The five real papers: what we make of them against what people read in them."""
