"""What units owe: reports, exceptions, two lines."""
