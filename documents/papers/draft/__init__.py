"""From what a paper says to a draft plan: questions, remarks, the file, the JSON."""
