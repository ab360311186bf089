"""What forms and requests are filled with: seen, given, or invented."""
