"""What may be set from outside: every variable of the environment, read here and nowhere else."""
