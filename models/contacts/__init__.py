"""Contacts as lists bring them, their addresses' health, Zalo accounts and ended links."""
