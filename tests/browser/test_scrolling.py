"""Links that a page shows only as it is scrolled."""

import pytest

from journeys.evidence import Way
from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey
from tests.support.tiny_web import Routes

# A list of a hundred entries that keeps those in its document which are on the screen.
_LIST = """<title>All</title><div id=list style="height: 400px; overflow: auto">
<div id=rows style="position: relative; height: 4000px"></div></div>
<script>
const list = document.getElementById("list"), rows = document.getElementById("rows");
const show = () => {
  rows.textContent = "";
  for (let at = list.scrollTop / 40 | 0; at < Math.min(100, list.scrollTop / 40 + 10); at++)
    rows.insertAdjacentHTML("beforeend", `<a href="/${at === 60 ? LAST : "other"}"
      style="position: absolute; top: ${at * 40}px">Entry ${at}</a>`);
};
list.addEventListener("scroll", show);
show();
</script>"""
_SUITE = {"templates": ("/", "/rare", "/other"), "link_sources": (("/rare", "/"),)}


@pytest.mark.parametrize(("last", "cause"), [("rare", None), ("other", Cause.MISSING_LINK)])
def test_a_link_further_down_is_followed_and_missed_if_it_is_gone(
    last: str, cause: Cause | None
) -> None:
    source = _LIST.replace("LAST", f"'{last}'")
    routes: Routes = {"GET /": source, "GET /rare": "<title>Rare</title>Rare", "GET /other": "One"}
    replayed = replay_in_browser(routes, a_journey("view /", "view /rare"), suite=_SUITE)
    assert replayed.causes == [None, cause]
    assert (replayed.ways[1] is Way.LINK) == (cause is None)


def test_no_link_is_missed_where_a_control_of_that_name_is() -> None:
    files = "<title>Files</title><div role=button>rare</div><div role=button>common</div>"
    routes: Routes = {"GET /": files, "GET /rare": "<title>Rare</title>Rare", "GET /other": "One"}
    replayed = replay_in_browser(routes, a_journey("view /", "view /rare"), suite=_SUITE)
    assert replayed.causes == [None, None]
