"""Rules on the wording of stems."""
