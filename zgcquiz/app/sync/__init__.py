"""Use cases: sync several devices over a shared folder."""
