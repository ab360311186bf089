"""The shop's own modules are imported by its process only: they need Django to be set up."""

collect_ignore = ["shop"]
