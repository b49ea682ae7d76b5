"""Bytes to packs. `yaml` (`native`) is the format of this program."""
