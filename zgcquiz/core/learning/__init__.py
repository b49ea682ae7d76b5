"""The scheduler: when to ask an item again, and what the answers so far say about memory and luck."""
