"""Storage: the review log, the pack library, the pack cache, settings and paths."""
