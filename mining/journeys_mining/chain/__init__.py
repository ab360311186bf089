"""From counts to probabilities and drawn sessions: a Markov chain of variable order."""
