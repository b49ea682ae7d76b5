"""Packs and items: what they are made of, and how two editions differ."""
