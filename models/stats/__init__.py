"""How many have done what: by duty, by branch, and summed upwards."""
