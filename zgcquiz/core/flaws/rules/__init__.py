"""The rules, one to a module: `RULE` is what the registry lists."""
