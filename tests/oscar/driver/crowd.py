"""Some hundred visitors, some of whom come back, and what they leave: a log, and recordings."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Final

from tests.oscar.driver.browser import Browser, a_moment
from tests.oscar.driver.visits import VISITS, Person
from tests.support.recording import Recording

_RETURNS_PROB: Final = 0.35
_AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Safari/605.1.15",
)


def visit_shop(base_url: str, *, visitor_count: int, seed: int) -> tuple[Browser, ...]:
    """Let so many visitors into the shop, one after another; their browsers remember it all."""
    random = Random(seed)
    browsers: list[Browser] = []
    for number in range(visitor_count):
        agent = random.choice(_AGENTS)
        browser = Browser(
            base_url=base_url,
            host=f"198.18.{number // 250}.{number % 250 + 1}",
            agent=agent,
            recording=Recording(is_typed="Chrome/" in agent),
            random=random,
            now=a_moment(random),
        )
        person = Person(browser=browser, email=f"reader-{seed}-{number}@example.test")
        _live(person)
        browsers.append(browser)
    return tuple(browsers)


def access_log(browsers: Iterable[Browser]) -> str:
    """The text of the log that the shop's web server would have written."""
    hits = sorted((hit for one in browsers for hit in one.hits), key=lambda hit: hit.at)
    return "".join(hit.line() for hit in hits)


def _live(person: Person) -> None:
    """A visit, and with some luck another one, hours or days later."""
    visits, weights = zip(*VISITS, strict=True)
    while True:
        (visit,) = person.random.choices(visits, weights)
        visit(person)
        if person.random.random() >= _RETURNS_PROB:
            return
        person.browser.now += timedelta(hours=person.random.uniform(2, 60))
