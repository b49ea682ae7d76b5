"""Anki's database and the package around it."""
