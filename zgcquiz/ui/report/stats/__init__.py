"""Statistics: the overview, charts, and figures by question."""
