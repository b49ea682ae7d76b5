"""Statistics on the review log."""
