"""Queries of the log: cards, answers, histories, and a day's work."""
