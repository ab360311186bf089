"""From rows to events: users become numbers, what is no step or personal is found."""
