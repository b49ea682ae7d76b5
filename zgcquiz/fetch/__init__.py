"""What leaves the machine: HTTP downloads and Git repositories."""
