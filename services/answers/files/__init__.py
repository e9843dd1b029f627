"""Files that come with reports: looked into, scanned, kept."""
