"""Rules about the order of actions: learned, overridden, kept while drawing."""
