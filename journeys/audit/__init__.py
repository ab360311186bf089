"""The audit stage: what models and evidence say about production, tests and staging.

Takes models; gives findings as records. Knows nothing of runners and of the command line.
"""
