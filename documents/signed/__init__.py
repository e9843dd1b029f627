"""Papers that somebody signs: invitations, letters, notices, reports, in the form of Party or state."""
