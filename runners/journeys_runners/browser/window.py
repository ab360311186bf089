"""The browser window of one visit: its tabs, its traffic, and the page as it stands now."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from playwright.async_api import BrowserContext, CDPSession, Error
from playwright.async_api import Page as Tab

from journeys_runners.browser.acting.banners import Banners
from journeys_runners.browser.artifacts import Artifacts
from journeys_runners.browser.departing import depart, hears_its_end
from journeys_runners.browser.patience import SilentError, answered, told_by_browser
from journeys_runners.browser.settling import Deed, settle
from journeys_runners.browser.sight import Sight
from journeys_runners.browser.snapshot import Snapshot, take_snapshot
from journeys_runners.browser.tabs import Tabs
from journeys_runners.browser.traffic.fence import Fence
from journeys_runners.browser.traffic.led_away import is_led_away
from journeys_runners.browser.traffic.own_origin import OwnOrigin
from journeys_runners.browser.traffic.script_faults import ScriptFaults
from journeys_runners.browser.traffic.seen import Mark
from journeys_runners.browser.traffic.sender import BrowserSender
from journeys_runners.browser.traffic.traffic import Traffic
from journeys_runners.interface import RunContext
from journeys_runners.masking.secret_values import SecretValues
from journeys_runners.pages.page import Page, address_of
from journeys_runners.sending.client import Answer, Request

_LINGERS_S: Final = 1.0
_LOOKS = 3
_FORGET = "localStorage.clear(), sessionStorage.clear()"


class Window:
    """What a visitor has before them."""

    def __init__(
        self,
        context: BrowserContext,
        fence: Fence,
        run: RunContext,
        sender: BrowserSender,
        artifacts: Artifacts,
    ) -> None:
        site = self.site = fence.site
        self.artifacts = artifacts
        self.sender = sender
        self.faults = ScriptFaults(site, run.target.ignored_errors)
        self.secrets = SecretValues()
        """What became known on the way: masked wherever it turns up in this visit."""
        looked_for = {*run.suite.event_names, *(name for _, name in run.suite.view_events)}
        silent = run.knowledge.silent_sockets
        self.traffic = Traffic(site, run.target, looked_for, lambda: self.origin.trace_id, silent)
        self.origin = OwnOrigin(run, sender.limiter, self.traffic.announce, self.traffic.hear)
        self.tabs = Tabs(context, self._admit, self._prepare, self.traffic.stir)
        self._banners = Banners(run.bindings.banners, run.knowledge.banners)
        self._sessions: dict[Tab, CDPSession] = {}
        self._fence = fence
        self._context = context
        self._run = run
        self._sight = Sight(site, run.suite.event_names, self.tabs, self.traffic)
        self.acted_at = self.pressed_at = 0
        """Where in the traffic the last action began, and where a form was pressed if it is one."""
        self.dialogs_before = self.errors_before = 0
        """How many dialogs of scripts had been answered by then, and how many errors there were."""
        self._has_departed = False
        self._led_off_before = 0
        self._addresses_before = 0
        self._cookies_noted_at = (0, 0)
        """How much had been told by the application when the cookies were noted."""

    async def start(self) -> None:
        """Open the first tab."""
        await told_by_browser(self.artifacts.start(self._context))
        self.traffic.watch(self._context)
        self.faults.watch(self._context)
        await told_by_browser(self.tabs.open())

    async def _admit(self, tab: Tab) -> None:
        session = self._sessions[tab] = await self._context.new_cdp_session(tab)
        await self._fence.admit(session, self.origin)

    async def _prepare(self, tab: Tab) -> None:
        session = self._sessions[tab]
        self.faults.listen(tab, session)
        await self._fence.tell(session, self.origin)

    async def keep_files(self) -> None:
        """Keep the files of the attempt."""
        if self.artifacts.will_tell:
            await self._note_cookies()
        if not self._has_departed:
            await self.artifacts.keep_end(self.tabs.current)
        await self.artifacts.finish(self._context, self.faults.console, self.secrets)

    async def leave(self) -> None:
        """Leave the last page, and wait for no more."""
        await self._depart()
        await self.traffic.close()
        self._fence.dismiss(self.origin)

    async def depart(self) -> None:
        """Leave the last page for what it sends then; nothing more is done in this window."""
        await self.artifacts.keep_end(self.tabs.current)
        self._has_departed = True
        await self._depart()

    async def _depart(self) -> None:
        tab = self.tabs.current
        if tab and (session := self._sessions.get(tab)):
            await depart(tab, session, self._run.target.timeout_s)

    async def hears_its_end(self) -> bool:
        """Whether the present page may send something as it is left."""
        tab = self.tabs.current
        session = self._sessions.get(tab) if tab else None
        return bool(tab and session and await hears_its_end(tab, session))

    def begin(self, trace_id: str, step_number: int) -> Mark:
        """A step begins: its requests carry this trace id."""
        self.origin.trace_id = trace_id
        self.faults.step_number = step_number
        return Mark(
            request_count=len(self.traffic.seen),
            word_count=len(self.traffic.last_words.heard),
            error_count=len(self.faults.errors),
            logged_count=len(self.faults.logged),
        )

    def check_alive(self) -> None:
        """Raise if the browser is gone: what the step came to says nothing then.

        Raises
        ------
        playwright.async_api.Error
            It is.
        """
        if not (self._context.browser and self._context.browser.is_connected()):
            raise Error("the browser is gone")

    async def forget(self) -> None:
        """Drop the cookies, and what the page keeps in the browser."""
        await told_by_browser(self._context.clear_cookies())
        if self.tabs.current:
            with suppress(Error):
                await answered(self.tabs.current.evaluate(_FORGET))

    @property
    def _told_so_far(self) -> tuple[int, int]:
        return self.traffic.told_count, self.sender.sent_count

    async def _note_cookies(self) -> None:
        told = self._told_so_far
        with suppress(Error):
            cookies = await told_by_browser(self._context.cookies())
            self.secrets.add_cookies((one["name"], one["value"]) for one in cookies)
            self._cookies_noted_at = told

    async def note_secrets(self, answers: Iterable[Answer]) -> None:
        """Remember these answers' secrets, and the cookies unless they were noted since.

        A cookie that comes with a picture cannot stand in evidence before a page or data told it.
        """
        if self._cookies_noted_at != self._told_so_far:
            await self._note_cookies()
        for answer in answers:
            if answer.is_data:
                self.secrets.add_json(answer.body)

    def act(self) -> int:
        """Something is about to be done in the page; gives the place in the traffic."""
        self.acted_at = self.pressed_at = len(self.traffic.seen)
        self.traffic.sockets.act()
        self.dialogs_before = self.tabs.dialog_count
        self.errors_before = len(self.faults.errors)
        self._sight.act(self.acted_at)
        self._led_off_before = len(self.origin.led_off)
        self._addresses_before = len(self.tabs.addresses)
        return self.acted_at

    def note_press(self) -> None:
        """A form is filled in and about to be pressed."""
        self.pressed_at = len(self.traffic.seen)

    async def settle(self, *, has_effect: bool = True) -> None:
        """Wait until what was done last has had its effect, and answer what banners it shows.

        Where it ought to show none, nobody waits for a first sign of it.
        """
        await self._come_to_rest(has_effect=has_effect)
        for _ in self._run.bindings.banners:
            if not await self._banners.answer(self.tabs.current, self.traffic.latest_page):
                return
            await self._come_to_rest()

    async def linger(self, has_come: Callable[[], bool]) -> None:
        """Give a script that shows something at once a second more to do what is expected."""
        if has_come():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGERS_S):
                while not has_come():
                    await self.traffic.change()
            await self.settle()

    async def _come_to_rest(self, *, has_effect: bool = True) -> None:
        timeout_s, note = self._run.target.timeout_s, self._note_cookies
        done = Deed(since=self.acted_at, has_effect=has_effect)
        settled = await settle(self.tabs, self.traffic, done, timeout_s, note)
        self._sight.come_to_rest(settled)

    @property
    def is_at_rest(self) -> bool:
        """Whether what was done last has had its effect in time."""
        return self._sight.is_at_rest

    async def interrupt(self) -> None:
        """End the script that runs in the present tab."""
        if (tab := self.tabs.current) and (session := self._sessions.get(tab)):
            with suppress(Error):
                await answered(session.send("Runtime.terminateExecution"))

    async def open(self, request: Request) -> None:
        """Open a URL in the present tab; what comes of it is in the traffic."""
        page = self.tabs.current
        if page is None:
            page = await told_by_browser(self._context.new_page())
        try:
            await page.goto(
                request.url,
                wait_until="commit",
                referer=request.referer,
                timeout=self._run.target.timeout_s * 1000,
            )
        except Error:
            return

    async def look(self, *, has_address: bool) -> Page | None:
        """The page as it stands now; None where the visitor stands on no page of the application.

        `has_address` says whether opening its URL would show it again.
        """
        page = await self._sight.look(self._take)
        return replace(page, has_address=has_address) if page else None

    @property
    def led_off(self) -> Sequence[str]:
        """The addresses on other hosts to which the last action led; nobody followed."""
        return self.origin.led_off[self._led_off_before :]

    @property
    def passed(self) -> Sequence[str]:
        """The addresses of the application that the last action led through, in order."""
        shown = self.tabs.addresses[self._addresses_before :]
        return [address_of(url) for url in shown if self.site.owns(url)]

    def left_at_once(self, expected: str | None) -> str | None:
        """The address of the expected page where the last action led to it and on from there."""
        passed = self.passed
        found = [url for url in passed if self.site.template_of(url) == expected]
        return found[-1] if expected and found and found[-1] != passed[-1] else None

    def template_reached(self, url: str, expected: str | None) -> str | None:
        """The page that counts as reached: the expected one also where a script led on at once.

        Not where it led away from there: production's users stay on that page. A script may lead
        on by several pages, of which users are seen to come to the next one.
        """
        passed = [self.site.template_of(one) for one in self.passed]
        reached = self.site.template_reached(url, expected)
        if expected is None or expected not in passed:
            return reached
        later = passed[passed.index(expected) + 1 :]
        on_the_way = (reached, *(one for one in later if one not in (None, expected)))
        is_away = all(is_led_away(self._run.suite, expected, one) for one in on_the_way)
        return reached if is_away else expected

    @property
    def snapshot(self) -> Snapshot | None:
        """What the visitor saw when they looked last."""
        return self._sight.snapshot

    @property
    def loading_at(self) -> int:
        """Where in the traffic the present page loaded."""
        return self._sight.loading_at

    async def _take(self) -> Snapshot | None:
        for _ in range(_LOOKS):
            page = self.tabs.current
            if page is None or not page.url.startswith(("http:", "https:")):
                return None
            try:
                return await answered(take_snapshot(page))
            except SilentError:
                return None
            except Error:
                # It is being left for another page.
                await self.settle()
        return None
