"""How a team performs what replay cannot find out by itself."""
