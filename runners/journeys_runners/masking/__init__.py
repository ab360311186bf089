"""Masks secrets in what becomes evidence."""
