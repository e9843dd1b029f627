"""What the desk prints: findings, duties, rehearsals."""
