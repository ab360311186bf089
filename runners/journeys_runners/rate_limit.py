"""One rate limit over all visits of a run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


class RateLimiter:
    """Spaces requests evenly, and stops all of them when the application asks for a pause.

    For a moment one visit may have the application to itself, to see how fast it is by itself.
    """

    def __init__(
        self,
        rate_per_s: float | None,
        *,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval_s = 1 / rate_per_s if rate_per_s else 0.0
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._free_at = 0.0
        self._paused_until = 0.0
        self._alone = asyncio.Lock()
        self._task_alone: asyncio.Task[object] | None = None

    async def wait(self) -> None:
        """Return when the next request may be sent."""
        while self._task_alone and self._task_alone is not asyncio.current_task():
            async with self._alone:
                pass
        while True:
            now = self._clock()
            turn = max(now, self._free_at)
            self._free_at = turn + self._interval_s
            if turn > now:
                await self._sleep(turn - now)
            if turn >= self._paused_until:
                return
            # A pause began while this one was waiting: its turn is no more.

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Within it no other task begins a request; those under way go on."""
        async with self._alone:
            self._task_alone = asyncio.current_task()
            try:
                yield
            finally:
                self._task_alone = None

    def pause(self, seconds: float) -> None:
        """Let no request start for so long: the application answered 429."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        self._free_at = max(self._free_at, self._paused_until)
