"""What people do in the tracking server's single-page application, and the analytics of it.

A script in the page does what trackers do: it tells of each route that is shown and of each press
of a button that has a name. What comes of it is an export: one JSON line for each event.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.tracking.api_visits import a_name
from journeys_runners.browser.launching import find_browser
from tests.oscar.driver.browser import a_moment

_PRODUCTION: Final = "https://tracking.example"
_LOOPBACK: Final = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
_TRACKER: Final = """
let last = "", timer;
const view = () => { clearTimeout(timer); timer = setTimeout(() => {
  if (location.href !== last) { last = location.href; tracked("page_view", last); }
}, 300); };
for (const name of ["pushState", "replaceState"]) {
  const own = history[name].bind(history);
  history[name] = (...given) => { own(...given); view(); };
}
addEventListener("hashchange", view);
addEventListener("DOMContentLoaded", view);
addEventListener("click", event => {
  const named = event.target.closest?.("button[data-component-id]");
  if (named) tracked(named.dataset.componentId, location.href);
}, true);
"""
_EXPERIMENT: Final = r"#/experiments/\d+(\?.*)?"
_RUN: Final = r"#/experiments/\d+/runs/\w{32}(\?.*)?"
_TABS: Final = ("traces", "judges", "datasets", "evaluation-runs", "models", "prompts")


@dataclass(slots=True)
class Person:
    """Somebody before the application."""

    page: Page
    base_url: str
    random: Random
    user: str
    now: datetime
    events: list[dict[str, str]] = field(default_factory=list)

    def track(self, name: str, url: str) -> None:
        """One event of the export."""
        at, shown = self.now.isoformat(timespec="milliseconds"), url.removeprefix(self.base_url)
        event = {"user_id": self.user, "timestamp": at, "event": name, "url": _PRODUCTION + shown}
        self.events.append(event)
        self.now += timedelta(milliseconds=5)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.base_url + path)
        self.wait()

    def click_link(self, pattern: str) -> bool:
        """Follow one of the links that are shown; whether there was one."""
        links = [
            link
            for link in self.page.query_selector_all("a[href]")
            if re.fullmatch(pattern, link.get_attribute("href") or "") and link.is_visible()
        ]
        if not links:
            return False
        chosen = self.random.choice(links)
        try:
            chosen.click(timeout=3_000)
        except Error:
            # Something lies over it for a moment; people try again.
            chosen.evaluate("link => link.click()")
        self.wait()
        return True

    def press(self, name: str) -> bool:
        """Press the first button of this name; whether there is one."""
        button = self.page.get_by_role("button", name=name, exact=True).first
        if not button.is_visible():
            return False
        button.click(timeout=10_000)
        self.wait()
        return True

    def wait(self) -> None:
        """Read what is shown, once it stands still."""
        self.now += timedelta(seconds=self.random.uniform(3, 40))
        self.page.wait_for_timeout(700)
        previous = ""
        for _ in range(40):
            shown = f"{self.page.url} {self.page.evaluate('document.body.innerText.length')}"
            if shown == previous:
                return
            previous = shown
            self.page.wait_for_timeout(600)


def look_at_traces(person: Person) -> None:
    """From the front page to an experiment and through some of its tabs."""
    person.open("/")
    person.click_link("#/experiments")
    if not person.click_link(_EXPERIMENT):
        return
    for tab in person.random.sample(_TABS, 2):
        person.click_link(rf"#/experiments/\d+/{tab}(\?.*)?")
    if person.random.random() < 0.5:
        person.click_link("#/experiments")


def look_at_runs(person: Person) -> None:
    """An experiment's runs, and some of them."""
    person.open("/")
    person.press("Model training")
    person.click_link("#/experiments")
    person.click_link(_EXPERIMENT)
    for _ in range(person.random.randrange(1, 3)):
        if not person.click_link(_RUN):
            return
        if person.random.random() < 0.5:
            kind = person.random.choice(("model-metrics", "system-metrics", "artifacts"))
            person.click_link(rf"#/experiments/\d+/runs/\w+/{kind}(\?.*)?")
        person.click_link(r"#/experiments/\d+/runs(\?.*)?")


def look_at_models(person: Person) -> None:
    """The registry of models."""
    person.open("/")
    person.press("Model training")
    person.click_link("#/models")
    if person.click_link(r"#/models/[^/]+") and person.random.random() < 0.5:
        person.click_link("#/models")


def make_experiment(person: Person) -> None:
    """Begin an experiment."""
    person.open("/#/experiments")
    if person.press("Create"):
        person.page.get_by_role("dialog").get_by_role("textbox").first.fill(a_name(person.random))
        person.page.get_by_role("dialog").get_by_role("button", name="Create").click()
        person.wait()


VISITS: Final[tuple[tuple[Callable[[Person], None], int], ...]] = (
    (look_at_traces, 35),
    (look_at_runs, 35),
    (look_at_models, 18),
    (make_experiment, 12),
)


def visit_ui(base_url: str, export: Path, *, person_count: int, seed: int) -> int:
    """Let so many people in and write their analytics; gives the number of events."""
    random, count = Random(seed), 0
    functions, weights = zip(*VISITS, strict=True)
    with a_browser() as browser, export.open("w") as lines:
        for number in range(person_count):
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            person = Person(
                page=context.new_page(),
                base_url=base_url,
                random=random,
                user=f"person-{number}",
                now=a_moment(random),
            )
            context.expose_function("tracked", lambda name, url, of=person: of.track(name, url))
            context.add_init_script(_TRACKER)
            (visit,) = random.choices(functions, weights)
            try:
                visit(person)
            except Error as error:
                # People give up too; what they did until then is in the export.
                print(f"  {visit.__name__} was given up: {error.message.splitlines()[0]}")
            context.close()
            lines.writelines(json.dumps(event) + "\n" for event in person.events)
            count += len(person.events)
    return count


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A Chromium that finds nothing beyond this machine."""
    with sync_playwright() as playwright:
        found = find_browser(downloaded=Path(playwright.chromium.executable_path))
        browser = playwright.chromium.launch(executable_path=found, args=[_LOOPBACK])
        try:
            yield browser
        finally:
            browser.close()
