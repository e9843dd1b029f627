"""Papers an office can sign or calculate with: docx and xlsx."""
