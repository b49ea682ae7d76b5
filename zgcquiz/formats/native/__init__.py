"""The native format: packs as YAML."""
