"""Use cases on packs: install, write, check, share and update."""
