"""The review log: an append-only event log and the cards derived from it."""
