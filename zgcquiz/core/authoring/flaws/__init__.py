"""Item-writing flaws: rules that find them in a pack."""
