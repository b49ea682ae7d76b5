"""Bounded readers for bytes from strangers."""
