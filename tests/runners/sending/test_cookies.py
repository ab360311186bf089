"""The cookies of a visitor go where their server wants them, and nowhere else."""

import asyncio
from collections.abc import Callable

from yarl import URL

from journeys_runners.sending import cookies
from journeys_runners.sending.cookies import Cookies

_HOME = URL("http://127.0.0.1:8000/")


def _in_loop(work: Callable[[Cookies], None]) -> None:
    async def inside() -> None:
        work(Cookies())

    asyncio.run(inside())


def test_a_header_holds_what_counts_for_its_address() -> None:
    def work(visitor: Cookies) -> None:
        assert visitor.header(_HOME) == ""
        visitor.take(["b=2; Path=/", "a=1; Path=/shop", 'c="x y"; Path=/; Secure'], _HOME)
        assert visitor.header(_HOME) == "b=2"
        assert visitor.header(_HOME / "shop") == "a=1; b=2"
        assert visitor.header(URL("http://elsewhere.test/")) == ""
        assert dict(visitor) == {"b": "2", "a": "1", "c": "x y"}

    _in_loop(work)


def test_a_header_changes_as_soon_as_a_cookie_is_set_or_taken_back() -> None:
    def work(visitor: Cookies) -> None:
        visitor.take(["session=old; Path=/"], _HOME)
        assert visitor.header(_HOME) == "session=old"
        visitor.take(["session=new; Path=/"], _HOME)
        assert visitor.header(_HOME) == "session=new"
        visitor.take(["session=; Path=/; Max-Age=0"], _HOME)
        assert visitor.header(_HOME) == ""
        visitor.take(["session=again; Path=/"], _HOME)
        visitor.clear()
        assert visitor.header(_HOME) == ""

    _in_loop(work)


def test_a_header_is_not_used_again_for_long() -> None:
    def work(visitor: Cookies) -> None:
        visitor.take(["session=1; Path=/; Max-Age=60"], _HOME)
        assert visitor.header(_HOME) == "session=1"
        # As if the minute had passed.
        visitor._jar.clear()
        assert visitor.header(_HOME) == "session=1"
        visitor._fresh_until -= cookies._FRESH_S
        assert visitor.header(_HOME) == ""

    _in_loop(work)
