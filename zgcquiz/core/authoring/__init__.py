"""Help for authors: drafts, sources and item-writing flaws."""
