"""Measurements of the project against published figures; not part of what is installed."""
