"""Fixtures of the tests that plant faults in the demo shop."""

from tests.support.running_shop import shop_suite, sound_shop

__all__ = ["shop_suite", "sound_shop"]
