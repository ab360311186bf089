"""Some hundred visitors, some of whom come back; gives the log of them all."""

from datetime import timedelta
from random import Random
from typing import Final

from tests.oscar.driver.browser import Browser, Hit, a_moment
from tests.oscar.driver.visits import VISITS, Person

_RETURNS_PROB: Final = 0.35
_AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Safari/605.1.15",
)


def visit_shop(base_url: str, *, visitor_count: int, seed: int) -> tuple[Hit, ...]:
    """Let so many visitors into the shop, one after another; their requests in the log's order."""
    random = Random(seed)
    hits: list[Hit] = []
    for number in range(visitor_count):
        browser = Browser(
            base_url=base_url,
            host=f"198.18.{number // 250}.{number % 250 + 1}",
            agent=random.choice(_AGENTS),
            random=random,
            now=a_moment(random),
        )
        person = Person(browser=browser, email=f"reader-{seed}-{number}@example.test")
        _live(person)
        hits += browser.hits
    return tuple(sorted(hits, key=lambda hit: hit.at))


def access_log(hits: tuple[Hit, ...]) -> str:
    """The log's text."""
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
