"""What came of plans, as numbers, sentence, picture and file; and the letter of the week."""
