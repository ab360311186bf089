"""The ways in which a step can be performed, one module for each kind of action.

Each function takes what the visitor knows and gives a plan, or None where its way is not open.
None of them sends anything.
"""
