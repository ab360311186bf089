"""One rate for all visits, and one pause."""

import asyncio
import heapq
import itertools

from journeys_runners.rate_limit import RateLimiter


class Clock:
    """A clock whose time passes when everybody is asleep."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._number = itertools.count()
        self._asleep: list[tuple[float, int, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        heapq.heappush(self._asleep, (self.now_s + seconds, next(self._number), awake))
        await awake.wait()

    async def run(self, *tasks: asyncio.Task[None]) -> None:
        while not all(one.done() for one in tasks):
            for _ in range(10):
                await asyncio.sleep(0)
            if self._asleep:
                self.now_s, _, awake = heapq.heappop(self._asleep)
                awake.set()


def times_of(rate_per_s: float | None, workers: int, count: int, paused_at: int) -> list[float]:
    """When requests were sent, of which one was answered that all should wait for 2 s."""
    times: list[float] = []

    async def work() -> None:
        clock, waiting = Clock(), iter(range(count))
        limiter = RateLimiter(rate_per_s, clock=lambda: clock.now_s, sleep=clock.sleep)

        async def worker() -> None:
            for _ in waiting:
                await limiter.wait()
                times.append(clock.now_s)
                if len(times) == paused_at:
                    limiter.pause(2.0)

        await clock.run(*(asyncio.create_task(worker()) for _ in range(workers)))

    asyncio.run(asyncio.wait_for(work(), 30))
    return [round(one, 6) for one in times]


def test_requests_are_spaced_evenly_and_a_pause_stops_everybody() -> None:
    assert times_of(4, workers=1, count=5, paused_at=3) == [0.0, 0.25, 0.5, 2.5, 2.75]


def test_who_is_waiting_already_waits_for_the_end_of_the_pause() -> None:
    times = times_of(5, workers=5, count=8, paused_at=3)
    assert times == [0.0, 0.2, 0.4, 2.4, 2.6, 2.8, 3.0, 3.2]


def test_without_a_rate_only_pauses_are_waited_for() -> None:
    assert times_of(None, workers=2, count=4, paused_at=2) == [0.0, 0.0, 2.0, 2.0]


def test_one_visit_has_the_application_to_itself_for_a_moment() -> None:
    sent: list[str] = []

    async def work() -> None:
        limiter = RateLimiter(None)

        async def other() -> None:
            await limiter.wait()
            sent.append("other")

        async with limiter.alone():
            waiting = asyncio.create_task(other())
            await asyncio.sleep(0)
            await limiter.wait()
            sent.append("alone")
        await waiting

    asyncio.run(asyncio.wait_for(work(), 30))
    assert sent == ["alone", "other"]
