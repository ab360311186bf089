"""Waits for asynchronous work where nobody else does."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_blocking(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run asynchronous work from a command or a test, also where a loop is running already."""
    if not _is_in_loop():
        return asyncio.run(work())
    results: list[Result] = []
    errors: list[BaseException] = []

    def target() -> None:
        try:
            results.append(asyncio.run(work()))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=target, name="journeys")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
