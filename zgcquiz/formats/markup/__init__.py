"""Formatting of imported texts: kept beside their plain text while they are read, and made Markdown afterwards."""
