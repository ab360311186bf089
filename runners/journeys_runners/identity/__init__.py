"""Who visits, and how they sign in."""
