"""Rules on options that refer to other options, to their order or to their labels."""
