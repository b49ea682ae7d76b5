"""Pure functions over frozen dataclasses: no clock, no dice, no disk, no terminal of their own."""
