"""The command line: each command parses its options, calls one use case and renders the result."""

import gc

# A run is short, and most objects made by imports stay: garbage collection at Python's default thresholds takes a
# tenth of the time to the first question.
gc.set_threshold(100_000, 20, 100)
