"""The model's records and its file: counts, tuned numbers, guards, profiles."""
