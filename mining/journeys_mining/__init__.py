"""The mining stage: an export goes in, a `NavigationModel` comes out.

May import `journeys.errors` and `journeys.durations`, and nothing of the later stages.
"""
