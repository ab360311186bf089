"""The way to a request: a form whose action and method fit."""

from collections.abc import Iterator

from journeys.evidence import Way
from journeys_mining.actions import Action
from journeys_runners.forms import Button, Form
from journeys_runners.memory import Memory, agrees
from journeys_runners.pages import Page
from journeys_runners.password_forms import can_be_taken
from journeys_runners.ways.plan import Chooser, Plan, buttons_of, choose, submit


def by_form(memory: Memory, action: Action, chooser: Chooser) -> Plan | None:
    """Submit a form of the current page whose action and method fit.

    Where several do, as registering and signing in at one address, one that can succeed.
    """
    page = memory.page
    if page is None:
        return None
    fitting = list(_fitting(memory, page, action, chooser))
    takable = [
        (form, button)
        for form, button in fitting
        if can_be_taken(form, button, chooser.sources, has_account=memory.has_account)
    ]
    found = choose(takable or fitting, chooser.seed)
    return submit(page, *found, chooser, Way.FORM) if found else None


def page_with_form(memory: Memory, action: Action, chooser: Chooser) -> Page | None:
    """The page seen last that has a fitting form and can be opened again."""
    return next(
        (
            page
            for page in memory.pages()
            if page.has_address and any(_fitting(memory, page, action, chooser))
        ),
        None,
    )


def _fitting(
    memory: Memory, page: Page, action: Action, chooser: Chooser
) -> Iterator[tuple[Form, Button | None]]:
    for form in page.forms:
        for button in buttons_of(form):
            match = memory.site.match(form.action_by(button))
            if (
                match
                and match.template == action.template
                and form.method_by(button) == action.method
                and agrees(match, chooser.fixed)
            ):
                yield form, button
