"""A round on screen: frontends, layout and phrases."""
