"""What all channels share: connections, answers, addresses passed through."""
