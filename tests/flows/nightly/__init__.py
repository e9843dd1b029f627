"""What runs at night by itself: the watch, the audit, backups and what is cleared away."""
