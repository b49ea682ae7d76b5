"""Pure functions over immutable values: no clock, no dice, no disk, no terminal of their own."""
