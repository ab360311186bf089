"""Other pages to compare a page with before it is blamed. Takes what a visit has seen."""

from collections.abc import Iterable, Iterator

from journeys.journey import Suite
from journeys_mining.actions.action import slots_of
from journeys_runners.pages.words import changes_state, words_of, words_of_link
from journeys_runners.sending.client import Answer, Request
from journeys_runners.visiting.memory import Memory
from journeys_runners.visiting.turn import Turn
from journeys_runners.visiting.visitor import Visitor


async def ask(visitor: Visitor, turn: Turn, request: Request) -> Answer:
    """Send a request beside the journey, as its visitor; it is evidence of the step."""
    answer = await visitor.sender.send(request, trace_id=turn.trace_id)
    turn.answers.append(answer)
    return answer


def control_pages(memory: Memory, suite: Suite, *accused: str | None) -> Iterator[str]:
    """Addresses of pages of other templates: linked ones first, then those without slots."""
    templates = (
        step.expect.page for one in suite.journeys for step in one.steps if step.expect.page
    )
    seen = set(accused)
    for url in (*safe_links(memory), *pages_without_slots(memory, dict.fromkeys(templates))):
        template = memory.site.template_of(url)
        if template and template not in seen:
            seen.add(template)
            yield url


def safe_links(memory: Memory) -> Iterator[str]:
    """The application's own links of this visit's pages, the latest page first."""
    for page in memory.pages():
        for link in page.links:
            if memory.site.owns(link.url) and not changes_state(words_of_link(link)):
                yield link.url


def pages_without_slots(memory: Memory, templates: Iterable[str]) -> Iterator[str]:
    """Addresses of the templates that have only one."""
    for template in templates:
        if not slots_of(template) and not changes_state(words_of(template)):
            yield memory.site.url_of(template, {})
