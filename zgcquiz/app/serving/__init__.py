"""Pages of packs for the phones in a room, and the answers that come back."""
