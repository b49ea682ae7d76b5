"""The log's tables: their schema, their rows, and the projection that every reader selects from."""
