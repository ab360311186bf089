"""Banners that stand before pages: answered where they are shown, as the bindings say."""

from pathlib import Path

import pytest
from aiohttp import web

from journeys.errors import FaultyFileError
from journeys.verdict import Verdict
from journeys_runners.bindings.bindings import load_bindings
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import Routes

_SHOP = """<div id=consent hidden>Cookies? <button onclick="agree()">Accept all</button></div>
<button id=join>Join</button><a href=/about>About</a><script src=/shop.js></script>"""
_SCRIPT = """
const send = event => fetch("/collect", {method: "POST", body: JSON.stringify({event})});
let agreed = document.cookie.includes("agreed=1");
function agree() {
  document.cookie = "agreed=1;path=/";
  fetch("/consent", {method: "POST"});
  agreed = consent.hidden = true;
  send("landed");
}
if (agreed) send("landed"); else consent.hidden = false;
document.getElementById("join").onclick = () => { if (agreed) send("join"); };
"""


async def _script(request: web.Request) -> web.Response:
    return web.Response(text=_SCRIPT, content_type="text/javascript")


_ROUTES: Routes = {
    "GET /": _SHOP,
    "GET /about": _SHOP,
    "GET /shop.js": _script,
    "POST /collect": "",
    "POST /consent": "",
}
_BANNERS = """
banners:
  - {get_by_role: button, name: No thanks}
  - {get_by_role: button, name: Accept all}
"""


def _replay(folder: Path, text: str) -> Replayed:
    (folder / "bindings.yaml").write_text(text)
    return replay_in_browser(
        _ROUTES,
        a_journey("view /", "landed @ /", "join @ /", "view /about", "landed @ /about"),
        suite={
            "templates": ("/", "/about"),
            "event_names": ("landed", "join"),
            "events_on_load": ("landed @ /", "landed @ /about"),
        },
        target={"timeout_s": 1.5},
        bindings=load_bindings(folder / "bindings.yaml"),
    )


def test_events_that_wait_for_consent_are_sent(tmp_path: Path) -> None:
    replayed = _replay(tmp_path, _BANNERS)
    assert replayed.causes == [None] * 5, replayed.reason
    assert replayed.verdicts == [Verdict.PASSED]
    assert replayed.server.lines.count("POST /consent") == 1
    asked = [one.url.rpartition("/")[2] for one in replayed.steps[0].exchanges]
    assert "consent" in asked
    (note,) = replayed.sink.notes
    assert note == (
        "the banner get_by_role('button', name='Accept all').click() of bindings.yaml was "
        "answered on 1 page"
    )


def test_without_it_they_are_missed(tmp_path: Path) -> None:
    replayed = _replay(tmp_path, "banners:\n")
    assert replayed.verdicts != [Verdict.PASSED]
    assert "POST /consent" not in replayed.server.lines
    assert replayed.sink.notes == []


def test_a_banner_that_cannot_be_answered_is_told_once_for_each_page(tmp_path: Path) -> None:
    replayed = _replay(tmp_path, "banners: [{get_by_text: 'Cookies?', fill: please}]\n")
    (note,) = replayed.sink.notes
    assert note.startswith("a banner of bindings.yaml could not be answered on 1 page: ")


def test_a_banner_is_known_by_an_element(tmp_path: Path) -> None:
    path = tmp_path / "bindings.yaml"
    path.write_text("banners: [{press: Escape}]\n")
    with pytest.raises(FaultyFileError) as caught:
        load_bindings(path)
    assert "say by which element the banner is known" in str(caught.value)
