"""The event by which pages tell that they are viewed: lost or doubled on one page alone."""

from collections import Counter

import pytest

from journeys.journey import Journey
from journeys.verdict import Cause
from journeys_runners.browser import visit
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import Routes

_LAYOUT = """<a href="/">Home</a> <a href="/cart">Cart</a> <a href="/help">Help</a>
<a href="/news">News</a> <a href="/deals">Deals</a> <a href="/terms">Terms</a>
<script>
const told = () => navigator.sendBeacon("/e", JSON.stringify({event: "$pageview"}));
</script>"""
_ONCE = "<script>told()</script>"
_TWICE = _ONCE + _ONCE
_AS_LEFT = "<script>addEventListener('pagehide', told)</script>"
_NOT_AT_FIRST = "<script>if (document.cookie) told(); document.cookie = 'been=1'</script>"
_LATE = "<script>setTimeout(told, 50)</script>"
_LOADS_TWICE = "<script>told(); sessionStorage.n ??= (location.reload(), 1)</script>"


@pytest.fixture(autouse=True)
def _no_long_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "_LONGEST_BATCH_S", 0.5)


def _replay(*journeys: Journey, **ends: str) -> Replayed:
    """Two visits to each page, or other journeys; each page ends as is said here."""
    ends = {"": _ONCE, "cart": _ONCE, "help": _ONCE, **ends}
    pages = {f"GET /{name}": _LAYOUT + end for name, end in ends.items()}
    routes: Routes = {**pages, "POST /e": ""}
    views = tuple((f"/{name}", "$pageview") for name in ends)
    return replay_in_browser(
        routes,
        *(journeys or [a_journey(*(f"view /{name}" for name in (*ends, *ends)))]),
        suite={"templates": tuple(path for path, _ in views), "view_events": views},
    )


@pytest.mark.parametrize(
    ("end", "cause"), [("", Cause.MISSING_EVENT), (_TWICE, Cause.DOUBLED_EVENT)]
)
def test_a_page_that_alone_is_wrong_fails(end: str, cause: Cause) -> None:
    replayed = _replay(news=end)
    assert replayed.causes == [None, None, None, cause]
    assert replayed.reason.startswith("/news ")
    assert "$pageview" in replayed.reason


def test_who_comes_to_a_page_first_opens_others_beside_and_the_page_again() -> None:
    ends = {"news": "", "deals": _TWICE, "terms": _NOT_AT_FIRST}
    replayed = _replay(*(a_journey(f"view /{name}", name=name) for name in ends), **ends)
    assert replayed.causes == [Cause.MISSING_EVENT, Cause.DOUBLED_EVENT, None]
    opened = Counter(one.path for one in replayed.server.requests if one.method == "GET")
    assert [opened[f"/{name}"] for name in ends] == [2, 2, 2]
    assert [opened[path] for path in ("/", "/cart", "/help")] == [1, 1, 1]


def test_where_no_page_sends_it_few_are_opened() -> None:
    """A consent that nobody gave, or a library that is kept off the network."""
    ends = dict.fromkeys(("", "cart", "help", "news", "deals"), "")
    replayed = _replay(a_journey("view /news", "view /", "view /deals"), **ends)
    assert replayed.causes == [None, None, None]
    opened = Counter(one.path for one in replayed.server.requests if one.method == "GET")
    assert opened["/cart"] + opened["/help"] <= 2


def test_what_comes_late_or_with_a_second_load_is_neither_lost_nor_doubled() -> None:
    assert _replay(news=_AS_LEFT, deals=_LATE, terms=_LOADS_TWICE).causes == [None] * 12


@pytest.mark.parametrize("end", ["", _TWICE])
def test_what_is_so_on_other_pages_too_is_not_judged(end: str) -> None:
    assert _replay(news=end, help=end).causes == [None] * 8
