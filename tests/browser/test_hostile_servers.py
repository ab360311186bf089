"""Whatever a server sends to the browser becomes evidence, within bounds of size and time."""

from pathlib import Path

import pytest
from aiohttp import web

from journeys.verdict import Cause, Verdict
from journeys_runners.browser import patience
from journeys_runners.browser_options import ScreenshotMode, TraceMode
from tests.support.browser import replay_in_browser
from tests.support.replaying import RUN_ID, Replayed, a_journey
from tests.support.tiny_web import Handler

NAMES = {"test-failed-1.png", "test-finished-1.png", "trace.zip", "console.txt"}


def walk_to(cart: Handler, artifacts: Path | None = None) -> Replayed:
    options = {"screenshot": ScreenshotMode.ON, "trace": TraceMode.ON}
    return replay_in_browser(
        {"GET /": '<a href="/cart">Cart</a>', "GET /cart": cart},
        a_journey("view /", "view /cart"),
        artifacts=artifacts,
        browser=options,
        target={"timeout_s": 1.0},
    )


async def two_gigabytes(request: web.Request) -> web.StreamResponse:
    size = 2 * 1024**3
    response = web.StreamResponse(
        headers={"Content-Type": "text/html", "Content-Length": f"{size}"}
    )
    await response.prepare(request)
    for _ in range(size // 65_536):
        await response.write(b"<p>more</p>".ljust(65_536))
    return response


def test_a_page_without_an_end_is_loaded_no_further() -> None:
    replayed = walk_to(two_gigabytes)
    assert replayed.causes == [None, Cause.TIMED_OUT]
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]
    assert "more time" in replayed.remedy


def test_a_script_without_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_LONGEST_S", 1.0)
    replayed = replay_in_browser(
        {"GET /": "<button onclick='while (true) {}'>Add to cart</button><p>Cups</p>"},
        a_journey("view /", "add_to_cart @ /"),
        target={"timeout_s": 1.0},
    )
    assert replayed.causes == [None, Cause.UNREACHABLE]
    assert "stopped answering" in replayed.reason


def test_more_headers_than_a_browser_reads() -> None:
    async def cart(request: web.Request) -> web.Response:
        return web.Response(headers=[(f"X-{number}", "y" * 1000) for number in range(1000)])

    replayed = walk_to(cart)
    assert replayed.causes == [None, Cause.SERVER_ERROR]
    assert "HEADERS_TOO_BIG" in replayed.reason


def test_names_that_a_server_gives_are_names_of_no_file(tmp_path: Path) -> None:
    async def cart(request: web.Request) -> web.Response:
        name = "../../../../../../outside.txt"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=b"content", headers=headers)

    folder = tmp_path / "a" / "b" / "c"
    replayed = walk_to(cart, folder)
    assert replayed.steps[-1].exchanges[0].status == 200
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} <= NAMES
    assert {path.parent for path in files} == {folder / RUN_ID / "typical-tiny"}
