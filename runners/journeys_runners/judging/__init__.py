"""Judges what a step met: the product's fault, the environment's, or none."""
