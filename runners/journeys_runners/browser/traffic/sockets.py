"""Watches the WebSockets of one visit: what an action said through one is answered there, too.

A frame names no request that it answers. So what comes after a frame was sent, until nothing more
has come for a moment, counts as its answer. Who never answers is not waited for again and again.
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Page, WebSocket

from journeys_runners.pages.site import Site

_LONGEST_S: Final = 5.0
"""An answer that has not come after so long is none."""
_SILENCE_S: Final = 0.2
"""Who has said nothing for so long has said what there was to say."""
_ENOUGH: Final = 3
"""So often an answer is waited for in vain before nobody waits for it any more."""
_HEARTBEAT: Final = 2
"""Frames of so few characters say that somebody is still there."""


class Sockets:
    """What was said through the application's sockets since the last action."""

    def __init__(self, site: Site, silent: Counter[str], tell: Callable[[], None]) -> None:
        """`silent` is how often what was not answered; `tell` is called when something is said."""
        self._site, self._silent, self._tell = site, silent, tell
        self._asked: dict[str, float] = {}
        """Since when an answer is due, by what was done and the socket's path."""
        self._answered: dict[str, float] = {}
        """When the last part of it came."""
        self.are_open = False
        """Whether a page opened one at all."""

    def watch(self, page: Page) -> None:
        """Watch the sockets that this tab opens."""
        page.on("websocket", self._on_socket)

    def act(self) -> None:
        """Something is about to be done in the page: what was due before is so no more."""
        now = time.monotonic()
        for one, since in self._asked.items():
            if one in self._answered:
                self._silent[one] = max(0, self._silent[one] - 1)
            elif now - since >= _LONGEST_S:
                self._silent[one] += 1
        self._asked.clear()
        self._answered.clear()

    @property
    def left_s(self) -> float:
        """How long to wait still, if nothing more is said; 0 where nothing is due."""
        now = time.monotonic()
        return max((self._until(one) - now for one in self._asked), default=0.0)

    def _until(self, one: str) -> float:
        latest = self._asked[one] + _LONGEST_S
        return min(latest, self._answered[one] + _SILENCE_S) if one in self._answered else latest

    def _on_socket(self, socket: WebSocket) -> None:
        if not self._site.owns(socket.url.replace("ws", "http", 1)):
            return
        self.are_open = True
        path = urlsplit(socket.url).path
        self._ask(f"open {path}")
        socket.on("framesent", lambda payload: self._on_sent(path, payload))
        socket.on("framereceived", lambda _: self._on_received(path))
        socket.on("close", lambda _: self._on_close(path))

    def _on_sent(self, path: str, payload: str | bytes) -> None:
        if len(payload) > _HEARTBEAT:
            self._ask(f"send {path}")

    def _ask(self, one: str) -> None:
        if self._silent[one] < _ENOUGH:
            self._asked.setdefault(one, time.monotonic())
            self._tell()

    def _on_received(self, path: str) -> None:
        for one in (f"open {path}", f"send {path}"):
            if one in self._asked:
                self._answered[one] = time.monotonic()
        self._tell()

    def _on_close(self, path: str) -> None:
        for one in (f"open {path}", f"send {path}"):
            self._asked.pop(one, None)
        self._tell()
