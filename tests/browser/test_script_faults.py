"""Which errors of scripts are the product's."""

from pathlib import Path
from typing import Any, Final

from aiohttp import web

from journeys.attempt_files import CONSOLE_FILE
from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import Handler, Routes, serving_in_thread

FAULTS: Final = {
    "inline": ("<script>throw new Error('broken')</script>", Cause.SCRIPT_ERROR, "broken"),
    "file": ("<script src='/bad.js'></script>", Cause.SCRIPT_ERROR, "in a file"),
    "unreadable": ("<script>let a: b</script>", Cause.SCRIPT_ERROR, "Unexpected token ':'"),
    "unreadable-file": ("<script src='/unread.js'></script>", Cause.SCRIPT_ERROR, "token ':'"),
    "text": ("<script>throw 'see http://cdn.test/why'</script>", Cause.SCRIPT_ERROR, "cdn.test"),
    "promise": ("<script>Promise.reject(Error('late'))</script>", Cause.SCRIPT_ERROR, "late"),
    "gone": ("<script src='/gone.js'></script>", Cause.SCRIPT_ERROR, "GET /gone.js: answered 404"),
    "module-page": ("<script type='module' src='/shell'></script>", Cause.SCRIPT_ERROR, "a page"),
    "styles-page": ("<link rel='stylesheet' href='/shell'>", Cause.BROKEN_LINK, "a page in its"),
    "styles-text": (
        "<link rel='stylesheet' href='/text.css'>",
        Cause.BROKEN_LINK,
        "came as text/plain",
    ),
    "fetch": ("<script>fetch('/api')</script>", Cause.SERVER_ERROR, "GET /api: answered 500"),
}
NO_FAULTS: Final = {
    "no-cdn": "<script src='http://cdn.test/lib.js'></script><script>lib.start()</script>",
    "no-foreign-data": "<script>fetch('http://cdn.test/data')</script>",
    "handled": "<script>fetch('/missing').then(answer => answer.text())</script>",
    "said": "<script>console.error('only said')</script>",
    "caught": "<script>try { throw Error() } catch {}</script>",
    "styles-as-html": "<link rel='stylesheet' href='/old.css'>",
    "held-open": "<script>new EventSource('/never')</script>",
}


OTHERS_FAULTS: Final = {
    "unreadable": "<script src='OTHER/unread.js'></script>",
    "unreadable-with-cors": "<script src='OTHER/unread.js' crossorigin></script>",
    "throws": "<script src='OTHER/bad.js'></script>",
    "follows": "<script src='OTHER/unread.js'></script><script>lib.start()</script>",
    "told": "<script>onerror = said => { throw Error(said) }</script>"
    "<script src='OTHER/bad.js'></script>",
}


def a_script(text: str, content_type: str = "text/javascript") -> Handler:
    async def handler(request: web.Request) -> web.Response:
        headers = {"Access-Control-Allow-Origin": "*"}
        return web.Response(text=text, content_type=content_type, headers=headers)

    return handler


async def never_ends(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await request.content.read()
    return response


SCRIPTS: Final[Routes] = {
    "GET /bad.js": a_script("throw Error('in a file')"),
    "GET /unread.js": a_script("let a: b"),
}


def open_pages(pages: dict[str, str], **overrides: Any) -> Replayed:
    routes: Routes = {
        **{f"GET /{name}": body for name, body in pages.items()},
        **SCRIPTS,
        "GET /api": 500,
        "GET /shell": "<!doctype html><title>Shop</title><div id='app'></div>",
        "GET /old.css": a_script("p { color: red }", "text/html"),
        "GET /text.css": a_script("p { color: red }", "text/plain"),
        "GET /never": never_ends,
    }
    journeys = [a_journey(f"view /{name}", name=name) for name in pages]
    return replay_in_browser(routes, *journeys, **overrides)


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


def test_pictures_and_logged_errors_are_told_without_a_verdict() -> None:
    body = "<img src='/gone.png'><script>console.error(Error('only logged'))</script>"
    replayed = open_pages({"page": body})
    assert replayed.causes == [None]
    assert sorted(replayed.sink.notes) == [
        "1 error of /page only logged by scripts, e.g. Error: only logged",
        "1 picture of /page did not come, e.g. GET /gone.png answered 404",
    ]


def test_faults_of_another_hosts_scripts_are_evidence() -> None:
    with serving_in_thread(SCRIPTS) as other:
        replayed = open_pages(
            {name: body.replace("OTHER", other) for name, body in OTHERS_FAULTS.items()}
        )
    assert dict(zip(OTHERS_FAULTS, replayed.causes, strict=True)) == dict.fromkeys(OTHERS_FAULTS)


def test_the_console_of_a_failure_names_the_script(tmp_path: Path) -> None:
    with serving_in_thread(SCRIPTS) as other:
        body = f"<script src='{other}/unread.js'></script><script src='/gone.js'></script>"
        open_pages({"page": body}, artifacts=tmp_path)
    [console] = tmp_path.rglob(CONSOLE_FILE)
    assert f"could not be read: Uncaught SyntaxError: Unexpected token ':' ({other}/unread.js)" in (
        console.read_text()
    )


def test_errors_that_settings_accept_are_no_faults() -> None:
    bodies = {
        "accepted": "<script>throw Error('no  beacon (reading \"ga\")')</script>",
        "rejected": "<script>Promise.reject(Error('Request 17\\nwas cancelled'))</script>",
        "logged": "<script>console.error(Error('Request 18 was cancelled'))</script>",
        "other": "<script>throw Error('Request 19 was lost')</script>",
    }
    ignored = ('no beacon (reading "ga")', "Request * was cancelled")
    replayed = open_pages(bodies, target={"ignored_errors": ignored})
    assert replayed.causes == [None, None, None, Cause.SCRIPT_ERROR]
    assert "`ignore_errors:` in journeys.yaml" in replayed.remedy
    assert not replayed.sink.notes
