"""What visits share, by HTTP or in a browser: one turn for each step, and what is remembered."""
