"""Rules on options that give the key away by their wording."""
