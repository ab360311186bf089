"""Sends requests and follows redirects: one visitor's HTTP, which runners and guards share."""
