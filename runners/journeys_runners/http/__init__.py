"""The runner that needs no browser."""
