"""An application that says everything through a WebSocket: its pages come when that is answered."""

import asyncio

from aiohttp import web

from journeys.evidence import Way
from journeys.verdict import Verdict
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey
from tests.support.tiny_web import page

_SCRIPT = """
const socket = new WebSocket(`ws://${location.host}/live`);
socket.onopen = () => socket.send(location.pathname);
socket.onmessage = ({data}) => {
  const {path, shown} = JSON.parse(data);
  if (path !== location.pathname) history.pushState({}, "", path);
  document.querySelector("main").innerHTML = shown;
};
document.onclick = event => {
  if (!event.target.matches("a")) return;
  event.preventDefault();
  socket.send(event.target.getAttribute("href"));
};
new WebSocket(`ws://${location.host}/mute`).onopen = event => event.target.send("who is there?");
"""
_SHOWN = {"/": '<a href="/tickets">Tickets</a>', "/tickets": '<a href="/tickets/4">Ticket 4</a>'}


async def _shell(request: web.Request) -> web.Response:
    return page(f"<main></main><script>{_SCRIPT}</script>")


async def _live(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for asked in socket:
        await asyncio.sleep(0.5)  # An application that takes its time.
        shown = _SHOWN.get(asked.data, "<h1>Printer is broken</h1>")
        await socket.send_json({"path": asked.data, "shown": "One moment"})
        await socket.send_json({"path": asked.data, "shown": shown})
    return socket


async def _mute(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for _ in socket:
        pass
    return socket


def test_what_a_socket_answers_is_waited_for() -> None:
    replayed = replay_in_browser(
        {"GET /": _shell, "GET /tickets": _shell, "GET /live": _live, "GET /mute": _mute},
        a_journey("view /", "view /tickets", "view /tickets/{id}"),
        suite={"templates": ("/", "/tickets", "/tickets/{id}")},
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [Way.REQUEST, Way.LINK, Way.LINK]
