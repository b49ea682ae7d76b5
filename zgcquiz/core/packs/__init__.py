"""Packs: their items and sources, meta options, labels, origins, and the differences of two editions."""
