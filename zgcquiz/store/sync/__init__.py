"""The shared folder on disk."""
