"""Use cases on other formats: import and export."""
