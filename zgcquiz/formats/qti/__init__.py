"""QTI 1.2 to 3.0, and text2qti."""
