"""A page of a single-page application without its content fails; one with little does not."""

import pytest
from aiohttp import web

from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import Replayed, a_journey
from tests.support.tiny_web import page

PATHS = ("/", "/news", "/team", "/prices", "/jobs")
JOURNEY = a_journey(*(f"view {path}" for path in PATHS))
_SCRIPT = """
const texts = {"/": "<h1>Welcome</h1>", "/news": "<h1>News</h1><p>We moved.</p>",
  "/team": "<p>Anna and Ben</p>", "/prices": "<table><tr><td>Ten a month</table>"};
const jobs = async () => { JOBS };
const show = async () => {
  const main = document.querySelector("main"), path = location.pathname;
  main.innerHTML = path === "/jobs" ? await jobs() ?? "" : texts[path];
  document.querySelector("#seen").textContent = `${++count} pages seen`;
};
let count = 0;
document.addEventListener("click", event => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  history.pushState({}, "", link.getAttribute("href"));
  show();
});
show();
"""


def replay(jobs: str) -> Replayed:
    links = "".join(f'<a href="{path}">{path[1:] or "home"}</a>' for path in PATHS)
    shell = f'<nav>{links}</nav><main></main><p id="seen"></p><script src="/app.js"></script>'

    async def script(request: web.Request) -> web.Response:
        text = _SCRIPT.replace("JOBS", jobs)
        return web.Response(text=text, content_type="text/javascript")

    async def none(request: web.Request) -> web.Response:
        return web.json_response({"jobs": [], "total": 0})

    async def three(request: web.Request) -> web.Response:
        return web.json_response({"jobs": [1, 2, 3]})

    async def shown(request: web.Request) -> web.Response:
        return page(shell)

    routes = {"GET /": shown, "GET /app.js": script, "GET /api/none": none, "GET /api/three": three}
    return replay_in_browser(routes, JOURNEY, suite={"templates": PATHS})


@pytest.mark.parametrize(
    "jobs",
    [
        "",
        "await (await fetch('/api/three')).json()",
        "return '<div class=\"spinner\"><b>Loading…</b></div>'",
    ],
    ids=["nothing", "records that are not shown", "a sign of waiting"],
)
def test_a_page_that_is_nothing_but_its_frame(jobs: str) -> None:
    replayed = replay(jobs)
    assert replayed.causes == [None] * 4 + [Cause.WRONG_PAGE]
    assert "/jobs came with nothing on it" in replayed.reason


@pytest.mark.parametrize(
    "jobs",
    [
        "return '<p>No jobs</p>'",
        "return '<ul></ul>'",
        "return '<canvas></canvas>'",
        "await (await fetch('/api/none')).json()",
        "setTimeout(() => document.querySelector('main').append('Late'), 1500)",
        "new EventSource('/never'); return 'Loading'",
        "await fetch('http://api.test/jobs').catch(() => 0); return 'Loading'",
    ],
    ids=["a sentence", "an empty list", "a drawing", "no records", "late", "told later", "foreign"],
)
def test_a_page_that_shows_little(jobs: str) -> None:
    assert replay(jobs).causes == [None] * 5


def test_pages_that_a_server_makes() -> None:
    """One whose content a script takes away, and one whose heading says what a link says, too."""
    links = "".join(f'<a href="{path}">{path[1:] or "home"}</a>' for path in PATHS)
    texts = {
        "/": "<h1>Welcome</h1>",
        "/news": "<h1>News</h1><p>We moved.</p>",
        "/team": "<h2>Anna and Ben</h2>",
        "/prices": "<h1>prices</h1>",
        "/jobs": "<h1>Jobs</h1><script>document.querySelector('main').textContent = ''</script>",
    }
    pages = {
        f"GET {path}": f"<nav>{links}</nav><main>{text}</main>" for path, text in texts.items()
    }
    replayed = replay_in_browser(pages, JOURNEY, suite={"templates": PATHS})
    assert replayed.causes == [None] * 4 + [Cause.WRONG_PAGE]
