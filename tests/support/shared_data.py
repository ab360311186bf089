"""Real exports and public sequences lie beside the project; without them a test reads nothing."""

import os
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"


def shared_data(name: str) -> Path:
    """A file or folder of the shared data; skips the test where there is none, but never in CI."""
    path = DATA / name
    if not path.exists():
        missing = f"the real data {name} is not on this machine"
        if os.environ.get("CI"):
            pytest.fail(f"{missing}, and CI must have it", pytrace=False)
        pytest.skip(missing)
    return path
