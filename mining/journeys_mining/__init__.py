"""The mining stage: an export goes in, a `NavigationModel` comes out.

May import `journeys.errors`, `journeys.durations` and `journeys.whole_file`, and nothing of the
later stages.
"""
