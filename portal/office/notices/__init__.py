"""What was said to whom, by which channel, what came of it; and how the channels stand."""
