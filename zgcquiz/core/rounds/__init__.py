"""Rounds: choosing questions and options, marking answers, and scoring."""
