"""Plans that are issued and amended, units that merge and move."""
