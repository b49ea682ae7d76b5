"""Anki packages and Anki text."""
