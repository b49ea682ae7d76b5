"""The log's files on disk: its write-ahead log, copies of it, and replacing it."""
