"""Network access: HTTP downloads and Git repositories."""
