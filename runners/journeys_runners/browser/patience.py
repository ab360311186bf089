"""Bounds what Playwright waits for without end: a page that is busy for ever, a browser that hangs.

A page that does not answer is one journey's matter; without its browser there is no replay.
"""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from playwright.async_api import Error

from journeys.errors import EnvironmentUnusableError

_LONGEST_S: Final = 10.0
"""What a page says at once may take so long on a busy machine."""
_BROWSER_LONGEST_S: Final = 60.0
"""With many windows at once, a new one may take so long."""
Answered = TypeVar("Answered")


class SilentError(Error):
    """The page does not answer."""


async def answered(asked: Awaitable[Answered]) -> Answered:
    """What a page answers.

    Playwright bounds clicks and navigations, but neither messages to a page's script, which wait
    until the script that runs there has ended, nor the end of a context.

    Raises
    ------
    SilentError
        It does not answer.
    playwright.async_api.Error
        The page is gone.
    """
    try:
        async with asyncio.timeout(_LONGEST_S):
            return await asked
    except TimeoutError as error:
        raise SilentError("the page does not answer") from error


async def told_by_browser(asked: Awaitable[Answered]) -> Answered:
    """What the browser answers by itself, whatever its pages do.

    Raises
    ------
    EnvironmentUnusableError
        It does not answer: it hangs.
    playwright.async_api.Error
        It is gone, or what it was asked about is.
    """
    try:
        async with asyncio.timeout(_BROWSER_LONGEST_S):
            return await asked
    except TimeoutError as error:
        raise EnvironmentUnusableError(
            f"the browser has not answered for {_BROWSER_LONGEST_S:g} s",
            remedy="see that there is memory for it and that nothing has stopped it, "
            "or perform fewer journeys at once with --workers",
        ) from error
