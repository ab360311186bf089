"""The event by which pages tell that they are viewed: lost or doubled on one page alone."""

import pytest

from journeys.evidence import Cause
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
_LATE = "<script>setTimeout(told, 50)</script>"
_LOADS_TWICE = "<script>told(); sessionStorage.n ??= (location.reload(), 1)</script>"


@pytest.fixture(autouse=True)
def _no_long_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "_LONGEST_BATCH_S", 0.5)


def _replay(**ends: str) -> Replayed:
    """Two visits to each page, which ends as is said here."""
    ends = {"": _ONCE, "cart": _ONCE, "help": _ONCE, **ends}
    pages = {f"GET /{name}": _LAYOUT + end for name, end in ends.items()}
    routes: Routes = {**pages, "POST /e": ""}
    views = tuple((f"/{name}", "$pageview") for name in ends)
    return replay_in_browser(
        routes,
        a_journey(*(f"view /{name}" for name in (*ends, *ends))),
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


def test_what_comes_late_or_with_a_second_load_is_neither_lost_nor_doubled() -> None:
    assert _replay(news=_AS_LEFT, deals=_LATE, terms=_LOADS_TWICE).causes == [None] * 12


@pytest.mark.parametrize("end", ["", _TWICE])
def test_what_is_so_on_other_pages_too_is_not_judged(end: str) -> None:
    assert _replay(news=end, help=end).causes == [None] * 8
