"""Which errors of scripts are the product's."""

from typing import Final

from aiohttp import web

from journeys.evidence import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import Handler, Routes

FAULTS: Final = {
    "inline": ("<script>throw new Error('broken')</script>", Cause.SCRIPT_ERROR, "broken"),
    "file": ("<script src='/bad.js'></script>", Cause.SCRIPT_ERROR, "in a file"),
    "promise": ("<script>Promise.reject(Error('late'))</script>", Cause.SCRIPT_ERROR, "late"),
    "gone": ("<script src='/gone.js'></script>", Cause.SCRIPT_ERROR, "GET /gone.js: answered 404"),
    "fetch": ("<script>fetch('/api')</script>", Cause.SERVER_ERROR, "GET /api: answered 500"),
}
NO_FAULTS: Final = {
    "no-cdn": "<script src='http://cdn.test/lib.js'></script><script>lib.start()</script>",
    "no-foreign-data": "<script>fetch('http://cdn.test/data')</script>",
    "handled": "<script>fetch('/missing').then(answer => answer.text())</script>",
    "said": "<script>console.error('only said')</script>",
    "caught": "<script>try { throw Error() } catch {}</script>",
    "held-open": "<script>new EventSource('/never')</script>",
}


def a_script(text: str) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/javascript")

    return handler


async def never_ends(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await request.content.read()
    return response


def open_pages(pages: dict[str, str]) -> Replayed:
    routes: Routes = {
        **{f"GET /{name}": body for name, body in pages.items()},
        "GET /bad.js": a_script("throw Error('in a file')"),
        "GET /api": 500,
        "GET /never": never_ends,
    }
    journeys = [a_journey(f"view /{name}", name=name) for name in pages]
    return replay_in_browser(routes, *journeys)


def test_faults_of_the_product() -> None:
    replayed = open_pages({name: body for name, (body, _, _) in FAULTS.items()})
    assert dict(zip(FAULTS, replayed.causes, strict=True)) == {
        name: cause for name, (_, cause, _) in FAULTS.items()
    }
    for step, (_, _, said) in zip(replayed.steps, FAULTS.values(), strict=True):
        assert step.problem is not None
        assert said in step.problem.reason


def test_no_faults_of_the_product() -> None:
    replayed = open_pages(NO_FAULTS)
    assert dict(zip(NO_FAULTS, replayed.causes, strict=True)) == dict.fromkeys(NO_FAULTS)
