"""Programs of other offices: their keys, what they may see, whom they want told, diaries."""
