import asyncio

from playwright.async_api import async_playwright

from journeys_runners.browser.contexts import Contexts
from journeys_runners.browser.launching import launch
from journeys_runners.browser.options import BrowserOptions
from tests.support.browser import browser_or_skip


def test_each_visit_has_a_context_of_its_own_and_all_are_closed_in_the_end() -> None:
    asyncio.run(_open_and_close())


async def _open_and_close() -> None:
    options = BrowserOptions(path=browser_or_skip())
    async with async_playwright() as playwright:
        browser = await launch(playwright, options, "http://127.0.0.1")
        contexts = Contexts(browser, "An ordinary browser")
        first, second = await contexts.open(None), await contexts.open(None)
        signed_in = await contexts.open({"cookies": []})
        assert len({first, second, signed_in}) == 3
        assert [len(one.pages) for one in (first, second, signed_in)] == [1, 1, 0]
        assert await second.pages[0].evaluate("navigator.userAgent") == "An ordinary browser"
        for one in (first, second, signed_in):
            contexts.let_go(one)
        await contexts.close()
        assert browser.contexts == []
        await browser.close()
