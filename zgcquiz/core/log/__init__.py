"""The events of the review log: reviews, holds and restarts."""
