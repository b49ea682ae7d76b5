"""Packs and questions in JSON."""
