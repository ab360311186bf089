"""How good a model is: its figures on sessions that it was not mined from.

Takes a chain and sessions as tuples of actions; gives numbers. Sessions stay in memory.
"""
