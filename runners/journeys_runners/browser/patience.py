"""Bounds what Playwright waits for without end: an answer of a page that is busy for ever."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from playwright.async_api import Error

_LONGEST_S: Final = 10.0
"""What a page says at once may take so long on a busy machine."""
Answered = TypeVar("Answered")


class SilentError(Error):
    """The browser does not answer."""


async def answered(asked: Awaitable[Answered]) -> Answered:
    """What the browser answers.

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
        raise SilentError("the browser does not answer") from error
