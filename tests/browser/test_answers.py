"""What the browser no longer has of an answer is not taken for what the server did not send."""

import time
from datetime import UTC, datetime

import pytest
from aiohttp import web

from journeys_runners.browser.traffic.answers import Started, answer_of
from journeys_runners.browser.window import Window
from journeys_runners.judging.page_faults import fault_of_page
from tests.support.browser import at_window


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_body_that_the_browser_dropped_is_no_empty_page(is_gone: bool) -> None:
    async def empty_or_not(request: web.Request) -> web.StreamResponse:
        # In chunks, so that no header tells how long it is.
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        if is_gone:
            await response.write(b"<h1>Cart</h1>")
        return response

    async def work(window: Window, _: str) -> None:
        request = window.traffic.seen[0].started.request
        if is_gone:
            page = window.tabs.current
            assert page is not None
            await page.close()
        started = Started(
            request=request,
            started_at=datetime.now(UTC),
            begin_s=time.perf_counter(),
            trace_id="",
            max_body_bytes=1000,
        )
        answer = await answer_of(started, is_finished=True)
        assert (answer.body, answer.is_unread) == (b"", is_gone)
        assert (fault_of_page(answer, None) is None) is is_gone

    at_window({"GET /": empty_or_not}, work)
