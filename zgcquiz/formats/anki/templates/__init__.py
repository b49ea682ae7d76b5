"""Rendering of Anki's card templates."""
