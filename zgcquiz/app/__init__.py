"""Use cases. Each takes `Deps`, does one thing, and gives a result for a renderer."""
