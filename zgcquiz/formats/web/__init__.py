"""A pack as a web page that plays it, in one file."""
