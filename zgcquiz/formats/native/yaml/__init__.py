"""YAML as a tree of texts, and advice on what an author got wrong."""
