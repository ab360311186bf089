"""Fixtures of the tests that go the whole line."""

from tests.support.running_shop import faulty_shop, shop_suite, sound_shop, unused_tcp_url

__all__ = ["faulty_shop", "shop_suite", "sound_shop", "unused_tcp_url"]
