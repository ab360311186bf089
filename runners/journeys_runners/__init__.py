"""The replay stage: a suite and a staging URL go in, evidence comes out.

May import the records of `journeys.journey` and `journeys.evidence` and everything below them;
not the command line.
"""
