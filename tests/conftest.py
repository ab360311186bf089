"""Fixtures of all tests, here so that each is made once for a process, not once for a folder."""

from tests.support.running_shop import (
    faulty_shop,
    mined_sample,
    shop_suite,
    sound_shop,
    unused_tcp_url,
)

__all__ = ["faulty_shop", "mined_sample", "shop_suite", "sound_shop", "unused_tcp_url"]
