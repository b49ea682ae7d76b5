"""Installed packs: the library, and the cache of compiled packs."""
