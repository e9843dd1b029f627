"""A conference behind its link: what the invited answer, and how those who hold it see them."""
