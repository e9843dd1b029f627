"""Sending: what waits is claimed, looked at again, composed, handed over, settled."""
