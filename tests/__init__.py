"""The proof: what dondoc promises, one sentence per test."""
