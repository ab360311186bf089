"""Fixtures of all tests, here so that each is made once for a process, not once for a folder."""

import pytest
from hypothesis import settings

from tests.support.postgres import postgres_server, postgres_url
from tests.support.running_shop import (
    faulty_shop,
    mined_sample,
    shop_suite,
    sound_shop,
    unused_tcp_url,
)

__all__ = [
    "faulty_shop",
    "mined_sample",
    "postgres_server",
    "postgres_url",
    "shop_suite",
    "sound_shop",
    "unused_tcp_url",
]

# How long an example takes says something of the machine, and nothing of the code.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the one that takes a minute, so that no process ends with it alone."""
    items.sort(key=lambda item: item.path.name != "test_spark.py")
