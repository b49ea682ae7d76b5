"""Rules on options that refer to other options or to their order."""
