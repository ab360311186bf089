"""What Playwright waits for without end does not hold up a replay."""

import asyncio

import pytest
from playwright.async_api import BrowserContext

from journeys_runners.browser import patience
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey


def test_a_context_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never_ends(context: BrowserContext) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(BrowserContext, "close", never_ends)
    monkeypatch.setattr(patience, "_LONGEST_S", 0.2)
    replayed = replay_in_browser({"GET /": "<p>Cups</p>"}, a_journey("view /"))
    assert replayed.causes == [None]
