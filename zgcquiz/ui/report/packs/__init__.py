"""Reports on packs: listing, checking, exchanging, authoring and sharing them."""
