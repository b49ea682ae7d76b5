"""The fault harness: the program is killed, starved, damaged and crowded, and what it promised is checked from outside.

Everything is read from the command line, from `history --json` and from the database by plain sqlite3, so that the
checks hold whatever the code behind them looks like. `python -m tests.faults` runs all parts for as long as asked and
prints the table in docs/faults.md; the everyday suite runs a little of each.
"""
