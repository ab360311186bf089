"""What every page and picture of ours has in common: numbers, names, layout, look.

Knows the model's words and nothing of runs: the report and the page of a model build on it.
"""
