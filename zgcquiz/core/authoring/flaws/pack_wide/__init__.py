"""Rules that compare the items of a pack."""
