"""Pages that stand in one form with their layout, and send it to their own address by scripts."""

from collections.abc import Callable, Mapping

from aiohttp import web

from journeys.evidence import Way
from journeys.journey import Expectation
from journeys.verdict import Cause, Verdict
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Handler, page, redirect

POST_BACK = """<script>
var theForm = document.forms['form1'];
function __doPostBack(eventTarget, eventArgument) {
    theForm.__EVENTTARGET.value = eventTarget;
    theForm.__EVENTARGUMENT.value = eventArgument;
    theForm.submit();
}
</script>"""
HIDDEN = "".join(
    f'<input type="hidden" name="{name}" value="">' for name in ("__EVENTTARGET", "__EVENTARGUMENT")
)
JOIN = (
    '<table><tr><td>User name</td><td><input name="m$user"></td></tr>'
    '<tr><td>E-mail</td><td><input name="m$mail"></td></tr></table>'
    '<input type="password" name="m$password"><input type="password" name="m$again">'
    '<input type="submit" name="m$create" value="Create User">'
)
LIST = "".join(
    f"<a href=\"javascript:__doPostBack('grid','Page${one}')\">{one}</a>" for one in (2, 3)
)
BASKET = (
    '<input type="submit" name="m$update" value="Update">'
    '<input type="submit" name="m$on" value="Pay">'
)
FIRST = (
    'Name <input name="w$name"> Zip code <input name="w$txtZip">'
    '<input type="submit" name="w$next" value="Next">'
)
SECOND = '<input type="submit" name="w$finish" value="Finish">'
Given = Mapping[str, str]


def shown(path: str, main: str) -> web.Response:
    """A page whose form has a search and a way out beside what the page is about."""
    return page(
        f'<form id="form1" method="post" action="{path}">{HIDDEN}{POST_BACK}'
        "<a href=\"javascript:__doPostBack('out','')\">Log Out</a>"
        '<a href="/join">Join</a> <a href="/list">List</a> <a href="/item">Item</a>'
        '<input name="m$search"><input type="submit" name="m$go" value="Search">'
        f"<h1>{path}</h1>{main}</form>"
    )


def moved(to: str) -> web.Response:
    return web.Response(status=302, headers={"Location": to})


class Store:
    """A store for one visitor: who has nothing in the basket cannot pay."""

    def __init__(self) -> None:
        self.basket = 0
        self.sent: list[Given] = []

    def replay(self, *journeys: tuple[str, ...]) -> Replayed:
        shows: dict[str, Callable[[], web.Response]] = {
            "/": lambda: shown("/", ""),
            "/join": lambda: shown("/join", JOIN),
            "/list": lambda: shown("/list", LIST),
            "/item": lambda: shown("/item", '<input type="submit" name="m$add" value="Add">'),
            "/cart": lambda: shown("/cart", BASKET if self.basket else "Nothing yet."),
            "/pay": lambda: shown("/pay", FIRST) if self.basket else moved("/cart"),
            "/done": lambda: shown("/done", ""),
            "/search": lambda: shown("/search", ""),
        }
        takes: dict[str, Callable[[Given], web.Response]] = {
            "/join": self._join,
            "/list": lambda _: shown("/list", LIST),
            "/item": self._add,
            "/cart": lambda _: moved("/pay"),
            "/pay": self._pay,
        }
        expect = {"/join": ("/",), "/item": ("/cart",)}
        steps = [
            [
                a_step(one, expect=Expectation(leads_to=expect.get(one[5:], ())))
                if one.startswith("POST")
                else a_step(one)
                for one in journey
            ]
            for journey in journeys
        ]
        return replay_on(
            {
                **{f"GET {path}": _showing(show) for path, show in shows.items()},
                **{f"POST {path}": self._taking(take) for path, take in takes.items()},
            },
            *(a_journey(*one, name=f"typical-{number}") for number, one in enumerate(steps)),
            suite={"templates": (*shows, "/search?q={q}")},
        )

    def _taking(self, take: Callable[[Given], web.Response]) -> Handler:
        async def taken(request: web.Request) -> web.StreamResponse:
            given = {key: str(value) for key, value in (await request.post()).items()}
            self.sent.append(given)
            return moved("/search?q=x") if "m$go" in given else take(given)

        return taken

    def _join(self, given: Given) -> web.Response:
        if given["m$user"] and "@" in given["m$mail"]:
            return moved("/")
        return shown("/join", f'<span style="color:Red;">A user name is required.</span>{JOIN}')

    def _add(self, _: Given) -> web.Response:
        self.basket += 1
        return moved("/cart")

    def _pay(self, given: Given) -> web.Response:
        if "w$finish" in given:
            self.basket = 0
            return moved("/done")
        is_right = given.get("w$name") and given.get("w$txtZip", "").isdecimal()
        wrong = '<span style="color:Red;">Name and zip code are required.</span>'
        return shown("/pay", SECOND if is_right else wrong + FIRST)


def _showing(show: Callable[[], web.Response]) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return show()

    return answer


def test_what_a_page_is_about_is_pressed_and_not_its_layout() -> None:
    store = Store()
    replayed = store.replay(
        ("view /", "view /join", "POST /join", "view /", "view /list", "POST /list")
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    *joins, listed = store.sent
    assert all("m$create" in one for one in joins)
    assert listed["__EVENTTARGET"] == "grid"
    assert listed["__EVENTARGUMENT"] in ("Page$2", "Page$3")


def test_a_basket_that_production_filled_days_ago_is_filled_first() -> None:
    store = Store()
    pay = ("POST /cart", "view /pay", "POST /pay", "POST /pay", "view /done")
    replayed = store.replay(
        ("view /", "view /item", "POST /item", "view /cart", *pay),
        ("view /", *pay[2:]),
    )
    assert replayed.verdicts == [Verdict.PASSED, Verdict.PASSED], replayed.reason
    assert not any("m$go" in one for one in store.sent)
    # Its next page is not the form again, although both have the layout's fields.
    assert [one["w$txtZip"] for one in store.sent if one.get("w$txtZip")] == ["12345", "12345"]
    assert sum("w$finish" in one for one in store.sent) == 2


def test_who_leaves_out_what_production_asked_with_is_not_answered() -> None:
    replayed = replay_on(
        {"GET /": "<h1>Home</h1>", "GET /order": 500, "GET /news": redirect("/")},
        a_journey("view /", "view /order?id={id}"),
        suite={"templates": ("/", "/order?id={id}")},
    )
    assert replayed.causes == [None, Cause.MISSING_DATA], replayed.reason
    assert replayed.ways[-1] is Way.REQUEST
    assert "asked without all that production's users asked with" in replayed.reason
