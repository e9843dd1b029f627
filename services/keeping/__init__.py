"""Keeping what there is: backups, putting them back, the archive of a plan that is over."""
