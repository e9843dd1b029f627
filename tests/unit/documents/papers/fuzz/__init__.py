"""Papers that came to harm, or were made to do harm."""
