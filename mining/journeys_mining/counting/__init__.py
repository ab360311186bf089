"""From steps to counts, inside the engine: n-grams, times, outcomes, values."""
