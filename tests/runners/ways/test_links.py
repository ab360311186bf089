"""Which of the links is followed that fit a template."""

from journeys.verdict import Verdict
from tests.support.replaying import a_journey, replay_on


def test_neither_the_footer_nor_an_address_that_says_more_is_preferred() -> None:
    start = """<a href="/list?jump=mine">Jump</a> <a href="/list">List</a>"""
    footer = """<footer><a href="/wiki/Privacy_policy">Privacy</a></footer>"""
    replayed = replay_on(
        {
            "GET /": start + footer,
            "GET /list": f'<h1>List</h1><a href="/wiki/Otter">Otter</a>{footer}',
            "GET /wiki/Otter": "<h1>Otter</h1>",
        },
        *(a_journey("view /", "view /list", "view /wiki/{slug}", name=f"t-{n}") for n in range(4)),
        suite={"templates": ("/", "/list", "/wiki/{slug}")},
    )
    assert replayed.verdicts == [Verdict.PASSED] * 4
    assert "GET /list?jump=mine" not in replayed.server.lines


def test_a_form_that_is_carried_by_post_is_known_by_either_method() -> None:
    form = (
        '<form action="/me" method="post"><input type="hidden" name="_method" value="{}">'
        '<input name="nick" value="a"><button>Go</button></form>'
    )
    routes = {"GET /": form.format("delete") + form.format("patch"), "POST /me": "<h1>Done</h1>"}
    replayed = replay_on(routes, a_journey("view /", "POST /me"), suite={"templates": ("/", "/me")})
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    sent = [one.body for one in replayed.server.requests if one.method == "POST"]
    assert sent == [b"_method=patch&nick=a"]
