"""Text with markup: Markdown as a tree, formulas as Unicode, and both as plain text."""
