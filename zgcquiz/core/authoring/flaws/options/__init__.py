"""Rules on the set of options of one item."""
