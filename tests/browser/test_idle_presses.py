"""Buttons of forms that do nothing, and forms that scripts take over in ways of their own."""

import pytest

from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import Routes, redirect

_FORM = """<form action="/orders" method="post" data-event="ordered">
<input type="hidden" name="token" value="t"><button>Order</button></form>"""


def _replay(script: str, form: str = _FORM) -> Replayed:
    """A visit that presses the button; whatever is pressed, a beacon tells of it."""
    html = f"""{form}<script>
      const press = event => {{ event.preventDefault(); {script} }};
      onsubmit = event => {{
        navigator.sendBeacon("/e", JSON.stringify({{event: "ordered"}})); press(event); }};
    </script>"""
    routes: Routes = {
        "GET /": html,
        "POST /orders": redirect("/thanks"),
        "GET /thanks": "Thanks",
        "POST /e": "",
        "GET /api": "[]",
    }
    suite = {"templates": ("/", "/orders", "/thanks"), "event_names": ("ordered",)}
    return replay_in_browser(routes, a_journey("view /", "ordered @ /"), suite=suite)


def test_a_button_that_does_nothing_is_named() -> None:
    replayed = _replay("")
    assert replayed.causes == [None, Cause.UNUSABLE]
    assert "its button does nothing" in replayed.reason


@pytest.mark.parametrize(
    "script",
    [
        "setTimeout(() => fetch('/api'), 300)",
        "document.body.classList.add('ordered')",
        "alert('Not today')",
        "HTMLFormElement.prototype.submit.call(event.target)",
        "window.socket?.send('ordered') // new WebSocket",
    ],
    ids=["sends later", "marks", "says why not", "sends by itself", "may have a socket"],
)
def test_who_does_something_is_not(script: str) -> None:
    assert _replay(f"{script}\n").causes == [None] * 2


@pytest.mark.parametrize("value", ["", "as before"], ids=["ours", "unchanged"])
def test_what_a_form_holds_may_be_why(value: str) -> None:
    form = _FORM.replace("<button", f'<input name="note" value="{value}"><button')
    assert _replay("", form).causes == [None] * 2
