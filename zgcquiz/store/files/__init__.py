"""Files and folders: written whole or not at all, private, and locked where several processes use them."""
