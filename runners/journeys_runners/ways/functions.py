"""Performs an action by a Python function of the team: `function: package.module:name`.

    async def rate(step: StepInHand) -> None:
        await step.page.get_by_role("radio", name="5 stars").check()

The function is given the step in hand. It may be a coroutine function, and needs one only to use
the browser or to send requests. An AssertionError says that the product is at fault; any other
error that the function itself is.
"""

import importlib
import inspect
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from journeys.errors import InputError
from journeys.verdict import Cause, Problem
from journeys_runners.pages.site import Site
from journeys_runners.sending.bodies import form_body, json_body
from journeys_runners.sending.client import Answer, Request
from journeys_runners.visiting.turn import Turn

Send = Callable[..., Awaitable["Sent"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a request of a function came to."""

    status: int
    """0 if no answer came."""
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInHand:
    """What a function may use."""

    action: str
    base_url: str
    values: Mapping[str, str]
    """Slot values that the step fixes, and those of fields in bindings.yaml."""
    page: Any
    """Playwright's page, `playwright.async_api.Page`; None where no browser is at work."""
    send: Send
    """`await step.send("POST", "/path", json={…})`, or `form={…}`; with the visitor's cookies."""


Function = Callable[[StepInHand], Any]


def load_function(name: str, where: str) -> Function:
    """The function of a binding; modules are looked for in the current folder too.

    Raises
    ------
    InputError
        There is no such module or function.
    """
    module_name, _, attribute = name.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found = getattr(importlib.import_module(module_name), attribute)
    except (ImportError, AttributeError) as error:
        raise InputError(
            f"there is no function {name!r} ({error})",
            where=where,
            remedy="write it as package.module:function, importable from the current folder",
        ) from error
    if not callable(found):
        raise InputError(f"{name!r} is no function", where=where, remedy="name a function")
    function: Function = found
    return function


def step_in_hand(
    turn: Turn, site: Site, page: Any, send: Callable[[Request], Awaitable[Answer]]
) -> StepInHand:
    """What the function is given; `send` performs a request of the visitor."""

    async def sent(
        method: str,
        path: str,
        *,
        json: JsonValue = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Sent:
        body = form_body(list(form.items())) if form else None
        answer = await send(
            Request(
                method=method,
                url=f"{site.base}{path}",
                body=body if json is None else json_body(json),
                headers=tuple((headers or {}).items()),
            )
        )
        return Sent(status=answer.status, headers=dict(answer.headers), body=answer.body)

    return StepInHand(
        action=str(turn.action),
        base_url=site.base,
        values={**turn.fixed, **turn.sources.bound},
        page=page,
        send=sent,
    )


async def call(function: Function, step: StepInHand, name: str) -> Problem | None:
    """Call it; a problem if it raises."""
    try:
        result = function(step)
        if inspect.isawaitable(result):
            await result
    except AssertionError as error:
        said = str(error) or "an assertion does not hold"
        return Problem(cause=Cause.WRONG_PAGE, reason=f"{name}: {said}"[:400])
    except Exception as error:
        return Problem(
            cause=Cause.UNBOUND,
            reason=f"{name} raised {type(error).__name__}: {error}"[:400],
            remedy=f"correct the function {name}, or the binding that names it",
        )
    return None
