"""Edits of a pack's files that leave all other bytes alone."""
