"""Bounded readers for untrusted files."""
