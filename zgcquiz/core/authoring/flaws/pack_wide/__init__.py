"""Rules that look at all items of a pack together."""
