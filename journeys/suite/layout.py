"""Names of the files of a suite in a repository, and whose they are."""

from typing import Final

SUITE_FILE: Final = "suite.yaml"
MODEL_FILE: Final = "model.json"
SCENARIOS: Final = "scenarios"
"""Generated scenarios: ours, replaced by every `journeys generate`."""
OVERRIDES: Final = "overrides"
"""The user's scenarios; one with the name of a generated one is performed instead of it."""
BINDINGS: Final = "bindings.yaml"
"""The user's; written once, never overwritten."""
LEARNED_BINDINGS: Final = "bindings.learned.yaml"
"""What `journeys learn` found out; replaced whenever it learns again."""
GENERATED_MODULES: Final = ("__init__.py", "test_journeys.py", "strategies.py", "README.md")
