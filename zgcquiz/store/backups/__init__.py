"""Backups of the review log: making, checking, rotating and restoring them."""
