"""Rules on stems, feedback and explanations."""
