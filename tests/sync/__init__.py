"""Several devices over a shared folder."""
