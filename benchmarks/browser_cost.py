"""Prints what a replay in a browser takes beside a Playwright script that does the same.

    python -m benchmarks.browser_cost
    python -m benchmarks.browser_cost --journeys 20 --rounds 5

Typical journeys of the sample data are replayed on the demo shop, one at a time, then performed
again by a script as one writes it by hand: a context for each journey, `goto`, `click` on the link,
`fill` and `click` in the form, and after each `expect` the URL and the title that the step saw.
What it does is read from the evidence before the clock starts: the same pages, links and forms
with the same values; it finds nothing out and keeps nothing. Each has a browser of its own, and
they take turns. The clock runs from a browser that has been started to one that has ended: a replay
closes the window of one journey while the next begins, and all of it counts. Time is wall time,
since the browser is another process; on a busy machine the CPU time of all processes says more.
"""

import argparse
import asyncio
import html
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from playwright.async_api import Browser, Page, async_playwright, expect

from benchmarks.family_clock import FamilyClock
from benchmarks.replay_cost import PASSWORD, SERVER, make_suite
from journeys.evidence import Way
from journeys.replay_plan import ReplayRequest, plan_replay
from journeys.results_folder import RESULTS_FILE
from journeys.store import LoadedAttempt, LoadedExchange, LoadedStep, ResultsStore
from journeys.verdict import Verdict
from journeys_runners.browser.launching import launch
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.browser_options import BrowserOptions
from journeys_runners.replay import replay_suite

_BESIDE: Final = ("/collect", "/static/shop.css", "/static/shop.js")
"""What the shop's pages ask for by themselves."""
_HIDDEN: Final = ("method", "product_id")
"""Fields of the shop's forms that nobody fills in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What the script does at one step."""

    opens: str | None = None
    """A URL to go to."""
    clicks: str | None = None
    """A selector to click."""
    fills: tuple[tuple[str, str], ...] = ()
    """Selectors and what to write there first."""
    ends_on: re.Pattern[str]
    """The URL to expect."""
    title: re.Pattern[str]
    """The title to expect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of wall time, and of CPU time of all processes, the shop's among them."""

    wall_s: float
    cpu_s: float

    def since(self, begin: "Cost") -> "Cost":
        return Cost(wall_s=self.wall_s - begin.wall_s, cpu_s=self.cpu_s - begin.cpu_s)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure what a replay in a browser takes.")
    parser.add_argument("--journeys", type=int, default=12, help="Journeys of a round.")
    parser.add_argument("--rounds", type=int, default=5, help="Replay and script in turn.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        suite = make_suite(folder)
        command = [sys.executable, "-c", SERVER]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            base_url = server.stdout.readline().strip()
            request = ReplayRequest(folder=suite, base_url=base_url, runner="browser", workers=1)
            asyncio.run(_measure(folder, request, arguments.journeys, arguments.rounds))
            server.terminate()


async def _measure(folder: Path, request: ReplayRequest, count: int, rounds: int) -> None:
    found: list[tuple[Cost, Cost]] = []
    with FamilyClock() as clock:
        for number in range(rounds):
            results = folder / f"results-{number}"
            results.mkdir()
            replay, acts, steps = await _replay(clock, request, results, count)
            script = await _script(clock, request.base_url, acts)
            print(f"{count} journeys, {steps} steps, load {os.getloadavg()[0]:.0f}")
            for name, cost in (("replay", replay), ("script", script)):
                print(f"  {name} {cost.wall_s / steps * 1000:4.0f} ms a step, "
                      f"{cost.cpu_s / steps * 1000:4.0f} ms of CPU")  # fmt: skip
            print(f"  wall time {replay.wall_s / script.wall_s:.2f} times the script's, "
                  f"CPU {replay.cpu_s / script.cpu_s:.2f}", flush=True)  # fmt: skip
            found.append((replay, script))
    walls = statistics.median(replay.wall_s / script.wall_s for replay, script in found)
    cpus = statistics.median(replay.cpu_s / script.cpu_s for replay, script in found)
    print(
        f"median of {rounds} rounds: {walls:.2f} times the script's wall time, {cpus:.2f} its CPU"
    )


async def _replay(
    clock: FamilyClock, request: ReplayRequest, results: Path, count: int
) -> tuple[Cost, Sequence[Sequence[Act]], int]:
    """What a replay of journeys takes, what it did in each of them, and how many steps."""
    plan = plan_replay(request)
    chosen = [one for one in plan.journeys if one.kind == "typical"][:count]
    with ResultsStore.open(results / RESULTS_FILE) as store:
        async with BrowserRunner(plan.context) as runner:
            begin = _now(clock)
            await replay_suite(plan.context, runner, plan.options, store, chosen)
        cost = _now(clock).since(begin)
        attempts = store.load_run().attempts
    if any(one.verdict is not Verdict.PASSED for one in attempts):
        raise SystemExit("not all journeys passed: there is nothing to compare with")
    steps = sum(len(one.steps) for one in chosen)
    return cost, [_acts_of(one) for one in attempts], steps


async def _script(clock: FamilyClock, base_url: str, journeys: Sequence[Sequence[Act]]) -> Cost:
    async with async_playwright() as playwright:
        browser = await launch(playwright, BrowserOptions(), base_url)
        begin = _now(clock)
        for acts in journeys:
            await _perform(browser, acts)
        await browser.close()
    return _now(clock).since(begin)


def _now(clock: FamilyClock) -> Cost:
    return Cost(wall_s=time.perf_counter(), cpu_s=clock.cpu_s())


async def _perform(browser: Browser, acts: Sequence[Act]) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    for act in acts:
        await _do(page, act)
    await context.close()


async def _do(page: Page, act: Act) -> None:
    for selector, value in act.fills:
        field = page.locator(selector).first
        tag = await field.evaluate("one => one.localName")
        await (field.select_option(value) if tag == "select" else field.fill(value))
    if act.opens:
        await page.goto(act.opens)
    elif act.clicks:
        await page.locator(act.clicks).first.click()
    await expect(page).to_have_url(act.ends_on)
    await expect(page).to_have_title(act.title)


def _acts_of(attempt: LoadedAttempt) -> tuple[Act, ...]:
    return tuple(act for step in attempt.steps if (act := _act_of(step)))


def _act_of(step: LoadedStep) -> Act | None:
    """What a person would write for it; None where the step before did it already."""
    asked = [one for one in step.exchanges if urlsplit(one.url).path not in _BESIDE]
    if step.way in (Way.REDIRECT, Way.PAGE) or not asked:
        return None
    first, is_made = asked[0], asked[0].method != "GET"
    ends_on = _expected(step.page_url or "", is_made=is_made)
    title = _expected(_title_of(asked), is_made=is_made)
    if step.way not in (Way.LINK, Way.FORM, Way.CONTROL):
        return Act(opens=first.url, ends_on=ends_on, title=title)
    parts = urlsplit(first.url)
    if first.method == "GET" and step.way is not Way.FORM:
        reference = parts.path + (f"?{parts.query}" if parts.query else "")
        return Act(clicks=f'a[href="{reference}"]', ends_on=ends_on, title=title)
    sent = parts.query if first.method == "GET" else (first.request_body.load() or b"").decode()
    pairs = [pair for pair in parse_qsl(sent) if pair[0] != "csrf_token"]
    form = f'form[action="{parts.path}"]' + "".join(
        f':has([name="{name}"][value="{value}"])' for name, value in pairs if name in _HIDDEN
    )
    return Act(
        clicks=f"{form} button",
        fills=tuple(
            (f'{form} [name="{name}"]', PASSWORD if value == "***" else value)
            for name, value in pairs
            if name not in _HIDDEN
        ),
        ends_on=ends_on,
        title=title,
    )


def _expected(text: str, *, is_made: bool) -> re.Pattern[str]:
    """This very text; what a form has just made has another number each time."""
    parts = re.split(r"(\d+)", text) if is_made else [text]
    return re.compile("".join(r"\d+" if one.isdecimal() else re.escape(one) for one in parts) + "$")


def _title_of(exchanges: Sequence[LoadedExchange]) -> str:
    bodies = [(one.response_body.load() or b"").decode("utf-8", "replace") for one in exchanges]
    found = [body.partition("<title>")[2].partition("</title>")[0] for body in bodies]
    return html.unescape(next(filter(None, reversed(found))))


if __name__ == "__main__":
    main()
