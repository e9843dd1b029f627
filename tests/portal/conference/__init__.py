"""The page of a conference, for those who are invited and for those who hold it."""
