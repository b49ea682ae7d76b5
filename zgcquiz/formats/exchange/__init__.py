"""What all exchange formats share: contract, registry, recognition and collector."""
