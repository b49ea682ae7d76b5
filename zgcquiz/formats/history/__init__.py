"""The review log as JSON lines."""
