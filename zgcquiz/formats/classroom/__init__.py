"""The reports on a class as CSV and HTML."""
