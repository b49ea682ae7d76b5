"""Pure functions over immutable values: clock and random generator are arguments; no files, no terminal."""
