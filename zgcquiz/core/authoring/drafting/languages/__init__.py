"""What a draft needs to know of a language: one module for each, and how to tell which one a text is in."""
