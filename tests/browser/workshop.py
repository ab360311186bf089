"""A page of which most is hidden until a visitor reaches for it, or answers what they choose."""

from typing import Final

from aiohttp import web

from tests.support.tiny_web import Routes, page

_PAGE: Final = """<style>
[hidden], .menu ul { display: none !important }
.menu:hover ul { display: block !important }
.offer, .dates { cursor: pointer; width: 20px; height: 20px }
.dates { display: inline-block }
.lane { display: inline-block; width: 99px; height: 60px }
</style><h1>Workshop</h1>
<nav class="menu"><span>Departments</span><ul><li><a href="/tools">Tools</a></li>
  <li><button id="favour">Favourite shop</button></li></ul></nav>
<details><summary>Delivery</summary><button id="pickup">At the shop</button></details>
<button id="ask">Ask us</button><dialog><button id="question">Send question</button></dialog>
<section><div contenteditable aria-label="Note"></div><button id="note">Keep</button></section>
<label>Day <input type="date" id="day"></label>
<label>Photo <input type="file" accept="image/*" id="photo"></label>
<select aria-label="Order" id="sort"><option>Name<option>Price</select>
<input readonly placeholder="Pick a size" id="size">
<ul role="listbox" hidden><li role="option" id="large">Large</li></ul>
<input role="combobox" aria-label="City" id="city"><ul id="cities"></ul>
<div hx-post="/likes" id="like">Like it</div>
<button id="cart">Cart (COUNT)</button>
<div class="offer">Bench of the week</div>
<button id="plan">Plan a visit</button><i class="dates" hidden></i>
<button id="third" hidden>3</button>
<button id="join">Join</button><kit-dialog role="dialog" hidden><input aria-label="Nickname">
  <div role="combobox" tabindex="0" aria-label="Bench" aria-expanded="false">None</div>
  <label><input type="checkbox" id="terms"> I accept the rules</label>
  <input aria-label="Member since" placeholder="DD/MM/YYYY" id="since">
  <button id="joins">Sign on</button></kit-dialog>
<p class="edit"><button><svg data-icon="pencil"></svg></button>
  <button hidden class="is-disabled"><i class="pi pi-save"></i></button></p>
<ul id="files"><li>Benches</li><li>Chairs</li><li>Tables</li><li>oak.txt</li></ul>
<a href="#opening" id="hours">Hours</a><section id="opening" hidden>9 to 5</section>
<style>.icon::before { content: "\\f013 " }</style>
<div><button>Old</button><button class="icon" id="visits">Visits</button></div>
<iframe title="Feedback" srcdoc='<button id=rate>Rate us</button><form hidden>
  <label>Opinion <input name=opinion required></label><button>Send opinion</button></form>
  <script>const tell = event => parent.postMessage(event, "*");
  const form = document.querySelector("form");
  rate.onclick = () => { form.hidden = false; tell("rating_begun"); };
  form.onsubmit = event => { event.preventDefault(); tell("opinion_sent"); };</script>'></iframe>
<ul class="shelf"><li draggable="true" id="board">Board</li></ul>
<ul class="shelf"><li>Nails</li></ul>
<div class="lane"><p class="card" aria-roledescription="sortable">Plane</p></div>
<div class="lane">Done</div>
<kit-panel>Sharpen</kit-panel>
<button id="stop">Restart the server</button>
<p id="row">Lathe, order 1570, free on Monday</p>
<table><tr id="saw"><td>Saw<td>archived</table>
<script src="/workshop.js"></script>"""
_SCRIPT: Final = """
const track = event => fetch("/stats", {method: "POST", body: JSON.stringify({event})});
const at = one => document.querySelector(one);
const tell = (where, kind, event) => at(where).addEventListener(kind, () => track(event));
tell("#favour", "click", "favoured");
tell("#pickup", "click", "picked_up");
at("#ask").onclick = () => at("dialog").showModal();
at("#question").onclick = () => { track("asked"); at("dialog").close(); };
at("#note").onclick = () => at("[contenteditable]").textContent && track("noted");
for (const id of ["day", "photo", "sort"]) tell("#" + id, "change", id + "_set");
at("#size").onclick = () => { at("[role=listbox]").hidden = false; };
tell("#large", "click", "size_set");
at("#city").oninput = () => {
  at("#cities").innerHTML = "<li role=option>Bath</li>";
  tell("#cities li", "click", "city_set");
};
at("#like").onclick = () => fetch("/likes", {method: "POST"});
tell("#cart", "click", "cart_opened");
tell(".offer", "click", "offer_opened");
at("#plan").onclick = () => { at(".dates").hidden = false; };
at(".dates").onclick = () => { at("#third").hidden = false; };
tell("#third", "click", "visit_planned");
const bench = at("[role=combobox][tabindex]");
at("#join").onclick = () => { at("kit-dialog").hidden = false; };
bench.onclick = () => { bench.ariaExpanded = "true"; };
bench.onkeydown = event => {
  if (bench.ariaExpanded !== "true") return;
  if (event.key === "ArrowDown") bench.title = "Oak";
  if (event.key === "Enter") bench.textContent = bench.title;
};
at("#since").onkeydown = event => { event.target.isTaken = event.key === "Enter"; };
at("#joins").onclick = () => at("#since").isTaken && bench.textContent === "Oak"
  && at("#terms").checked && at("[aria-label=Nickname]").value && track("joined");
const [pencil, disk] = document.querySelectorAll(".edit button");
pencil.onclick = () => { disk.hidden = false; disk.className = ""; };
disk.onclick = () => track("plan_kept");
tell("#row", "click", "lathe_shown");
tell("#saw", "click", "saw_shown");
tell("#hours", "click", "hours_shown");
tell("#visits", "click", "visits_shown");
tell("#stop", "click", "restarted");
addEventListener("message", event => track(event.data));
for (const shelf of document.querySelectorAll(".shelf")) {
  shelf.ondragover = event => event.preventDefault();
  shelf.ondrop = () => { shelf.append(at("#board")); track("board_moved"); };
}
at(".card").onpointerdown = down => {
  const steps = [];
  onpointermove = move => {
    steps.push(move);
    at(".card").style.translate = `${move.x - down.x}px ${move.y - down.y}px`;
  };
  onpointerup = up => {
    const lane = document.elementsFromPoint(up.x, up.y).find(one => one.matches(".lane"));
    at(".card").style.translate = onpointermove = onpointerup = null;
    if (steps.length < 3 || lane.contains(at(".card"))) return;
    lane.append(at(".card"));
    track("card_moved");
  };
};
// A component in the shadow tree of another: each shows what was put into it.
const component = (name, html, event) => customElements.define(name, class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({mode: "open"}).innerHTML = html;
    if (event) this.onclick = () => track(event);
  }
});
component("kit-button", "<button><slot></slot></button>");
component("kit-panel", "<kit-button><slot></slot></kit-button>", "knife_sharpened");
at("#files").ondblclick = event =>
  track(event.target.textContent.endsWith(".txt") ? "text_read" : "folder_opened");
"""
EVENT_NAMES: Final = (
    "favoured", "picked_up", "asked", "noted", "day_set", "photo_set", "sort_set", "size_set",
    "city_set", "cart_opened", "offer_opened", "visit_planned", "joined", "lathe_shown",
    "folder_opened", "text_read", "hours_shown", "visits_shown", "rating_begun", "opinion_sent",
    "board_moved", "card_moved", "knife_sharpened", "saw_shown", "plan_kept",
)  # fmt: skip
TEMPLATES: Final = ("/", "/tools", "/likes")


def workshop_routes(*, count: int) -> Routes:
    """The application; `count` is how much lies in the cart."""

    async def shell(request: web.Request) -> web.Response:
        return page(_PAGE.replace("COUNT", str(count)))

    async def script(request: web.Request) -> web.Response:
        return web.Response(text=_SCRIPT, content_type="text/javascript")

    return {
        "GET /": shell,
        "GET /workshop.js": script,
        "GET /tools": "<h1>Tools</h1>",
        "POST /likes": "liked",
        "POST /stats": "",
    }
