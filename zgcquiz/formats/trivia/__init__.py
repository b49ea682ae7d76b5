"""Trivia collections."""
