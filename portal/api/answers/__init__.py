"""What units answer through programs: files, drafts, many reports at once, questions, conferences."""
