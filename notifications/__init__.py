"""The voice: how a message is worded, sent, and known to have arrived."""
