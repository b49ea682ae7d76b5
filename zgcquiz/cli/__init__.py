"""The command line: parse, call one use case, render, exit code."""

import gc

# A run is short, and imports make much that stays: collecting as eagerly as Python does by default
# takes a tenth of the time to the first question.
gc.set_threshold(100_000, 20, 100)
