"""Rounds: what is asked, how an answer is marked, and what the round scores."""
