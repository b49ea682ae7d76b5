"""Use cases. Each takes an `AppContext`, does one thing, and returns a result to render."""
