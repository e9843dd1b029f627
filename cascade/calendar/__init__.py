"""Instants in the zone of Viet Nam, working days, months and quarters."""
