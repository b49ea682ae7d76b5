"""Read the prose of an article from a text, Markdown, HTML or wiki page."""
