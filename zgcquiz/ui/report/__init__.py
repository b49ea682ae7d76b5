"""Results that are read and not answered, as text and as JSON."""
