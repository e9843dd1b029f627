"""What a person must see before issuing."""
