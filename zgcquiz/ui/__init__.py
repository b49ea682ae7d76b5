"""What a user sees and types: it prints results and returns responses, and stores nothing."""
