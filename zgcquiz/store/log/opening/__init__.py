"""Opening the log and connecting to it."""
