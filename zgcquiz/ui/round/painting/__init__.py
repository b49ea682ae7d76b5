"""Drawing a round: redrawn in place, or as plain lines."""
