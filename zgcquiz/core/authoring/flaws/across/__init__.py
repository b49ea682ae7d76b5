"""Rules on all items of a pack together."""
