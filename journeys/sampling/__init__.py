"""The sampling stage: a model and a seed go in, journeys come out.

Each way of choosing journeys is one module. May import the model and the records of journeys.
"""
