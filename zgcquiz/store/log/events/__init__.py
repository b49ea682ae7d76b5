"""The log's events: appending them, merging those of other devices, and what waits for the shared folder."""
