"""Rules on the wording of stems, feedback and explanations."""
