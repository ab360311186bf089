"""A single-page application in two kinds, with routes in the path and with routes in the hash."""

from typing import Final

from aiohttp import web

from tests.support.tiny_web import Routes, page

_SCRIPT: Final = """
const hash = HASH;
const here = () => hash ? (location.hash.slice(1) || "/") : location.pathname;
const link = (to, text) => `<a href="${hash ? "#" : ""}${to}">${text}</a>`;
const track = event => navigator.sendBeacon("/stats", JSON.stringify({event}));
let cart = 0;
async function show() {
  const main = document.querySelector("main"), path = here();
  if (path === "/") {
    main.innerHTML = link("/product/1", "Mug") + link("/product/2", "Lamp");
  } else if (path.startsWith("/product/")) {
    const product = await (await fetch("/api" + path)).json();
    main.innerHTML = `<h1>${product.name}</h1><form><input name="quantity" required>
      <button>Add to cart</button></form><button id="wish">Wish for it</button>`;
    track("view_item");
    main.querySelector("form").addEventListener("submit", async event => {
      event.preventDefault();
      const quantity = event.target.quantity.value;
      const body = JSON.stringify({id: product.id, quantity});
      await fetch("/api/cart", {method: "POST", body});
      cart += Number(quantity);
      track("add_to_cart");
      go("/cart");
    });
    main.querySelector("#wish").addEventListener("click", () => {
      if (confirm("Really?")) track("wish_for_it");
    });
  } else if (path === "/cart") {
    main.innerHTML = `<p>${cart} in your cart</p>` + link("/", "On");
  }
}
function go(to) {
  if (hash) { location.hash = to; return; }
  history.pushState({}, "", to);
  show();
}
document.addEventListener("click", event => {
  const link = event.target.closest("a");
  if (!link || hash) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
addEventListener("hashchange", show);
addEventListener("popstate", show);
show();
"""


def single_page_routes(*, is_hash: bool) -> Routes:
    """The application: one page whose script shows all the others, and its API."""
    script = _SCRIPT.replace("HASH", "true" if is_hash else "false")

    async def shell(request: web.Request) -> web.Response:
        return page('<main></main><script src="/app.js"></script>')

    async def app(request: web.Request) -> web.Response:
        return web.Response(text=script, content_type="text/javascript")

    async def product(request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["id"], "name": "Mug"})

    async def stats(request: web.Request) -> web.Response:
        return web.Response(status=204)

    return {
        "GET /": shell,
        "GET /cart": shell,
        "GET /product/{id}": shell,
        "GET /app.js": app,
        "GET /api/product/{id}": product,
        "POST /api/cart": stats,
        "POST /stats": stats,
    }


_BOARDS: Final = """
const main = document.querySelector("main");
const track = event => navigator.sendBeacon("/stats", JSON.stringify({event}));
const send = (method, path, body) => fetch(path, {method, body: JSON.stringify(body || {}),
  headers: {"Content-Type": "application/json"}});
async function show() {
  const board = location.hash.match(/^#\\/board\\/(\\d+)$/);
  if (!board) {
    const boards = await (await fetch("/api/boards")).json();
    main.innerHTML = boards.map(one => `<a href="#/board/${one.id}">${one.title}</a>`).join(" ")
      + `<button id="new">New board</button><div id="place"></div>`;
    main.querySelector("#new").onclick = () => {
      main.querySelector("#place").innerHTML = `<div role="dialog">
        <label>Title <input id="_r_1_"></label>
        <button>Add a label</button><button id="no">Cancel</button>
        <button id="yes" style="text-transform: uppercase">Create</button></div>`;
      main.querySelector("#no").onclick = show;
      main.querySelector("#yes").onclick = async () => {
        const title = main.querySelector("input").value;
        if (!title) return;
        const made = await (await send("POST", "/api/boards", {title})).json();
        location.hash = `/board/${made.id}`;
      };
    };
    return;
  }
  const path = `/api/boards/${board[1]}`;
  main.innerHTML = `<a href="#/">All</a><button aria-label="Star"></button>
    <form><input name="note" placeholder="A note"><button>Save</button></form>
    <button id="gone">Delete board</button>`;
  main.querySelector("[aria-label]").onclick = () => track("board_starred");
  main.querySelector("#gone").onclick = () => send("POST", path + "/close");
  main.querySelector("form").onsubmit = event => {
    event.preventDefault();
    send("PUT", path, {note: event.target.note.value});
  };
}
addEventListener("hashchange", show);
show();
"""


def board_routes() -> Routes:
    """An application whose buttons say nothing of the requests that they make."""
    titles = {7: "Work"}

    async def shell(request: web.Request) -> web.Response:
        return page('<main></main><script src="/boards.js"></script>')

    async def script(request: web.Request) -> web.Response:
        return web.Response(text=_BOARDS, content_type="text/javascript")

    async def listed(request: web.Request) -> web.Response:
        found = [{"id": number, "title": title} for number, title in titles.items()]
        return web.json_response(found)

    async def add(request: web.Request) -> web.Response:
        number = max(titles) + 1
        titles[number] = str((await request.json())["title"])
        return web.json_response({"id": number}, status=201)

    async def change(request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["id"]})

    async def stats(request: web.Request) -> web.Response:
        return web.Response(status=204)

    return {
        "GET /": shell,
        "GET /boards.js": script,
        "GET /api/boards": listed,
        "POST /api/boards": add,
        "PUT /api/boards/{id}": change,
        "POST /api/boards/{id}/close": change,
        "POST /stats": stats,
    }
