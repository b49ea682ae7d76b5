"""What is derived from the log's events: cards, guess tallies, and what makes aggregates stale."""
