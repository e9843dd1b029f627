"""Homes as earlier versions left them, and what records one."""
