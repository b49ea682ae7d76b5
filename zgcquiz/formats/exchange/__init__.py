"""What all exchange formats share: contract, registry, recognition and the collector of items."""
