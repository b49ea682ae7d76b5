"""Questions to browse: searching them, their order, and what is shown of each."""
