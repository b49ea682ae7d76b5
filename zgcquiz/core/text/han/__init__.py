"""Texts in Han characters: their numbers, and where their lines break."""
