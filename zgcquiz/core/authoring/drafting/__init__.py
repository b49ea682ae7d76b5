"""Draft items from an article: find the facts of its sentences, by rules for each language, and rank them."""
