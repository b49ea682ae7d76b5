"""Reading a pack's files into items, with every problem placed."""
