"""Applications of htmx: what a page's elements ask for is a part of the page."""

from journeys.evidence import Way
from journeys.verdict import Verdict
from tests.support.htmx_list import HTMX_TEMPLATES, HtmxList
from tests.support.replaying import a_journey, replay_on


def test_parts_of_a_page_are_asked_for_as_htmx_does() -> None:
    tasks = HtmxList()
    steps = ("view /", "view /tasks/{id}", "view /edit/{id}", "PUT /tasks/{id}", "view /")
    more = ("POST /tasks", "POST /done/{id}", "view /search?q={q}", "view /tasks/{id}")
    replayed = replay_on(
        tasks.routes,
        a_journey(*steps, *more),
        suite={
            "templates": HTMX_TEMPLATES,
            "slot_values": (("/search?q={q}", "q", ("Pai",)),),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.ways == [
        Way.REQUEST, Way.LINK, Way.LINK, Way.FORM, Way.REDIRECT, Way.FORM, Way.FORM, Way.FORM,
        Way.LINK,
    ]  # fmt: skip
    assert (len(tasks.titles), len(tasks.done), tasks.refused) == (3, 1, 0)
