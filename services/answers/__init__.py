"""What units are asked and answer, through their link or told to the desk: written once for all doors."""
