"""What is kept: the review log, the pack library, and where they lie."""
