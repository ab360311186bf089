"""From URLs and names to actions: templates are learned, or given."""
