"""Damage to the log: finding it, and making a new log of what can be read."""
