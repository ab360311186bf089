"""A form that one press sends twice fails; what is sent again for a reason does not."""

import asyncio
from urllib.parse import urlsplit

from aiohttp import web

from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey
from tests.support.tiny_web import Routes

_FORM = """<!doctype html><h1>Note</h1><form action="/notes" method="post">
<input name="text" aria-label="Text"><button>Save</button></form><p id="said"></p><script>
const form = document.forms[0], said = document.querySelector("#said");
const body = () => new URLSearchParams(new FormData(form));
const send = async (to = "/notes") => {
  const answer = await fetch(to, {method: "POST", body: body()});
  said.textContent = "Answered " + answer.status;
  if (answer.ok) form.remove();
};
form.addEventListener("submit", event => { event.preventDefault(); HANDLER });
</script>"""
_HANDLERS = {
    "twice": "send(); send()",
    "twice-as-json": "for (const _ of [1, 2]) fetch('/notes', {method: 'POST',"
    " body: JSON.stringify({note: form.text.value})}).then(() => form.remove())",
    "beside-the-browser": "send(); form.submit()",
    "once": "send()",
    "again": "send().then(() => send())",
    "refused": "send('/refused'); send('/refused').then(() => send())",
    "counted": "send(); fetch('/count', {method: 'POST'}); fetch('/count', {method: 'POST'})",
    "typed": "send() }); form.text.addEventListener('input', () => {"
    " fetch('/notes', {method: 'POST', body: body()})",
}


_DOUBLED = frozenset({"/twice", "/twice-as-json", "/beside-the-browser"})


class _Notes:
    """Answers the first note of a page that sends two when the second has come."""

    def __init__(self) -> None:
        self._second: dict[str, asyncio.Event] = {}

    async def take(self, request: web.Request) -> web.Response:
        sender = urlsplit(request.headers["Referer"]).path
        if sender in self._second:
            self._second[sender].set()
        elif sender in _DOUBLED:
            self._second[sender] = asyncio.Event()
            await self._second[sender].wait()
        return web.Response(text="Saved", content_type="text/html")


def test_only_what_one_press_sends_twice_is_doubled() -> None:
    routes: Routes = {
        **{f"GET /{name}": _FORM.replace("HANDLER", do) for name, do in _HANDLERS.items()},
        "POST /notes": _Notes().take,
        "POST /count": "",
        "POST /refused": 422,
    }
    journeys = [a_journey(f"view /{name}", "POST /notes", name=name) for name in _HANDLERS]
    templates = ("/notes", *(f"/{name}" for name in _HANDLERS))
    replayed = replay_in_browser(routes, *journeys, suite={"templates": templates})
    causes = dict(zip(_HANDLERS, replayed.causes[1::2], strict=True))
    assert causes == {
        name: Cause.DOUBLED_REQUEST if f"/{name}" in _DOUBLED else None for name in _HANDLERS
    }
    for step in replayed.steps[1:6:2]:
        assert step.problem
        assert "one press for POST /notes sent POST " in step.problem.reason
