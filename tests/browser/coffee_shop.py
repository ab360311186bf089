"""A page whose controls have no names, and whose analytics library collects what it sends."""

from typing import Final

from aiohttp import web

from tests.support.tiny_web import Routes, page

ON_LOAD: Final = "list_seen @ /"
ON_LEAVE: Final = "left @ /"
PRESSED: Final = ("wished @ /", "searched @ /", "rated @ /", "joined @ /", "menu_beans @ /")
EVENT_NAMES: Final = ("list_seen", "menu_beans", "wished", "searched", "rated", "joined", "left")

_PAGE: Final = """<main><h1>Coffee</h1>
<button class="icon heart"><svg width="9" height="9"></svg></button>
<input placeholder="Search coffee"><star-rating></star-rating>
<a href="/beans">Beans</a><a href="#" id="new">Sign up</a><div id="place"></div></main>
<script src="/shop.js"></script>"""
_SCRIPT: Final = """
const lost = LOST, twice = TWICE, held = [];
const packed = () => JSON.stringify({batch: held.splice(0)});
const flush = () => held.length && fetch("/stats", {method: "POST", body: packed()});
const leave = () => track("left") || navigator.sendBeacon("/stats", new Blob([packed()]));
const track = event => {
  if (event !== lost) held.push({event});
  if (event === twice) held.push({event});
  setTimeout(flush, 1500);
};
addEventListener("pagehide", leave);
const at = one => document.querySelector(one);
customElements.define("star-rating", class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({mode: "open"}).innerHTML = `<button aria-label="5 stars">*</button>`;
    this.shadowRoot.querySelector("button").onclick = () => track("rated");
  }
});
at("a").onclick = () => track("menu_beans");
at(".heart").onclick = () => track("wished");
let typed;
at("input").oninput = () => { clearTimeout(typed); typed = setTimeout(track, 400, "searched"); };
at("#new").onclick = event => {
  event.preventDefault();
  at("#place").innerHTML = `<div class="modal"><button>x</button><input placeholder="E-mail">
    <input type="password" placeholder="Password"><button disabled id="join">Join</button></div>`;
  at(".modal").oninput = () => {
    at("#join").disabled = [...document.querySelectorAll(".modal input")].some(one => !one.value);
  };
  at("#join").onclick = () => { at("#place").innerHTML = ""; track("joined"); };
};
track("list_seen");
"""


def coffee_routes(*, lost: str = "", twice: str = "") -> Routes:
    """The application; `lost` is an event that it sends no more, `twice` one that it doubles."""

    async def shell(request: web.Request) -> web.Response:
        return page(_PAGE)

    async def script(request: web.Request) -> web.Response:
        text = _SCRIPT.replace("LOST", repr(lost)).replace("TWICE", repr(twice))
        return web.Response(text=text, content_type="text/javascript")

    async def stats(request: web.Request) -> web.Response:
        return web.Response(status=204)

    return {
        "GET /": shell,
        "GET /beans": "<h1>Beans</h1>",
        "GET /shop.js": script,
        "POST /stats": stats,
    }
