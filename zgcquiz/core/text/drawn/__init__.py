"""What a text looks like on a screen, whatever its characters are."""
