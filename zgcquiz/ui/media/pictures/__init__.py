"""Images as a terminal can show them."""
