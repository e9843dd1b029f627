"""The web frame: links, limits, languages, errors, headers, logs."""
