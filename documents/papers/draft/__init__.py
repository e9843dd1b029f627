"""From what papers say to a draft plan: files joined, questions, findings, the plan file, what changed."""
