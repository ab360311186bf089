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
