"""The terminal: keys, console, progress and safe text."""
