"""Rules that compare the options of an item."""
