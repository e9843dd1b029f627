"""The reading room: a signed paper becomes dated duties, each with the line it stands on."""
