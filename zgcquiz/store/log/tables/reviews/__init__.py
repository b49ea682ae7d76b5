"""The reviews as they are stored: their rows, what these have in common, and how they are found and read."""
