"""Pages whose scripts lead on: away from where production's users stay, or to where they go."""

from dataclasses import replace

from journeys.evidence import Way
from journeys.verdict import Cause
from tests.support.browser import replay_in_browser
from tests.support.replaying import a_journey, a_step

PATHS = ("/", "/cart", "/old", "/new", "/settings", "/settings/profile", "/start", "/news", "/all")
LINKS = "".join(f"<a href='{path}'>{path[1:]}</a>" for path in ("/cart", "/old", "/settings"))
ROUTES = {
    "GET /": LINKS,
    "GET /cart": "<h1>Cart</h1><script>onload = () => { location.href = '/' }</script>",
    "GET /old": "<h1>Old</h1><script>location.replace('/new')</script>",
    "GET /new": "<h1>New</h1>",
    "GET /settings": "<h1>Settings</h1><script>location = '/settings/profile'</script>",
    "GET /settings/profile": "<h1>Profile</h1>",
    "GET /start": "<h1>All</h1><script>for (const one of ['/news', '/all'])"
    "history.replaceState(null, '', one)</script>",
}


def test_a_script_may_lead_on_but_not_away() -> None:
    replayed = replay_in_browser(
        ROUTES,
        a_journey("view /", "view /cart", name="away"),
        a_journey("view /", "view /old", name="on"),
        a_journey("view /", "view /settings", name="within"),
        a_journey("view /", "view /old", "view /new", "view /", "view /cart", name="back"),
        a_journey("view /start", "view /news", "view /all", name="by-several"),
        suite={
            "templates": PATHS,
            "link_sources": (("/settings", "/cart"), ("/new", "/old"), ("/cart", "/start")),
        },
    )
    [_, away, _, on, _, within, _, old, new, _, _, start, news, everything] = replayed.steps
    known = (on, within, old, new, start, news, everything)
    assert [one.problem for one in known] == [None] * len(known)
    assert away.problem is not None
    assert away.problem.cause is Cause.WRONG_PAGE
    assert away.problem.reason == "the step ended on /; production's users come to /cart"


def test_what_an_earlier_step_began_may_lead_away_once() -> None:
    script = """<nav><a href="#/list">List</a></nav><button id="save">Save</button><script>
      const later = () => { location.hash = '#/saved'; };
      document.querySelector('#save').onclick = () => {
        navigator.sendBeacon('/stats', JSON.stringify({event: 'saved'}));
        addEventListener('hashchange', later, {once: true});
      };
    </script>"""
    suite = {
        "templates": ("/", "/#/list", "/#/saved"),
        "event_names": ("saved",),
        "link_sources": (("/", "/#/list"),),
    }
    journey = a_journey("view /", "saved @ /", "view /#/list")
    replayed = replay_in_browser({"GET /": script, "POST /stats": ""}, journey, suite=suite)
    assert [one.problem for one in replayed.steps] == [None] * 3


_SIGN_IN = """<a href="/">Home</a><button>Sign in</button><script>
const tell = (event, properties) =>
  navigator.sendBeacon("/stats", JSON.stringify({event, properties}));
const go = path => history.pushState(null, "", path);
document.querySelector("button").onclick = event => {
  tell("$autocapture", {$event_type: "click", $el_text: "Sign in"});
  document.cookie = "member=1";
  event.target.remove();
  for (const one of ["/", "/login", "/mine"]) go(one);
  setTimeout(tell, 300, "signed_in");
};
if (document.cookie && location.pathname !== "/mine") { go("/login"); go("/mine"); }
else if (!document.cookie) go("/login");
</script>"""


def test_a_press_that_leads_through_pages_at_once_performs_them() -> None:
    """Its event is told where it leads to, and a page that led on then does so ever after."""
    member = [a_step("view /"), a_step("view /login"), a_step("view /mine")]
    member = [replace(one, think_s=0.1) for one in member]
    replayed = replay_in_browser(
        {"GET /": _SIGN_IN, "GET /login": _SIGN_IN, "GET /mine": _SIGN_IN, "POST /stats": ""},
        a_journey("view /", "view /login", "click Sign in @ /login", "signed_in @ /login", *member),
        a_journey("click Sign in @ /login", "view /", name="home"),
        suite={
            "templates": ("/", "/login", "/mine"),
            "event_names": ("click Sign in", "signed_in"),
            "link_sources": (("/login", "/"),),
        },
    )
    assert [one.problem for one in replayed.steps] == [None] * 9
    assert [one.way for one in replayed.steps][3:7] == [Way.PAGE, *[Way.REDIRECT] * 3]
