"""Staging's own records stand in for production's, where the model tells records by their names."""

from journeys.verdict import Cause, Verdict
from tests.support.replaying import a_journey, replay_on
from tests.support.tiny_web import Routes, redirect

KNOWN = ("otter", "maple", "basalt")
SUITE = {
    "templates": (
        "/",
        "/projects",
        *(f"/projects/{one}{more}" for one in KNOWN for more in ("", "/issues")),
    )
}
JOURNEY = a_journey("view /projects", "view /projects/maple", "view /projects/maple/issues")


def _routes(*names: str) -> dict[str, str]:
    links = "".join(f'<a href="/projects/{one}">{one}</a>' for one in names)
    pages = {"GET /": '<a href="/projects">Projects</a>', "GET /projects": links}
    for one in names:
        pages[f"GET /projects/{one}"] = f'<h1>{one}</h1><a href="/projects/{one}/issues">Issues</a>'
        pages[f"GET /projects/{one}/issues"] = f"<h1>Issues of {one}</h1>"
    return pages


def test_other_records_stand_in_where_most_of_production_s_are_not_there() -> None:
    replayed = replay_on(_routes("falcon", "cedar"), JOURNEY, suite=SUITE)
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    project = replayed.steps[1].page_url
    assert project
    assert project.rpartition("/")[2] in ("falcon", "cedar")
    assert replayed.steps[2].page_url == f"{project}/issues"
    assert replayed.steps[2].page == "/projects/maple/issues"
    (note,) = replayed.sink.notes
    assert note.startswith("3 below /projects that production's users saw have no link on staging")
    assert "/projects/maple" in note


def test_one_that_is_missing_among_others_that_are_there_is_missed() -> None:
    replayed = replay_on(_routes("otter", "basalt", "falcon"), JOURNEY, suite=SUITE)
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]
    assert replayed.causes[-1] in (Cause.MISSING_DATA, Cause.WRONG_STATUS)


ARTICLES = tuple(f"/{{id}}/{{id2}}/{one}" for one in ("red-oak-1", "old-elm-2", "tall-fir-3"))


def test_records_below_a_date_stand_in_as_well() -> None:
    there = ("/2026/05/grey-owl-8", "/2026/06/wild-swan-9")
    links = "".join(f'<a href="{one}/">Read</a>' for one in there)
    routes = {"GET /": links, **{f"GET {one}/": "<h1>Article</h1>" for one in there}}
    replayed = replay_on(
        routes, a_journey("view /", f"view {ARTICLES[0]}"), suite={"templates": ("/", *ARTICLES)}
    )
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.steps[1].page == ARTICLES[0]


def test_the_sections_of_a_record_are_no_records() -> None:
    sections = tuple(f"/shop/{{id}}/{one}" for one in ("members", "orders", "settings"))
    replayed = replay_on(
        {"GET /": '<a href="/shop/7/bills">Bills</a>', "GET /shop/7/bills": "<h1>Bills</h1>"},
        a_journey("view /", f"view {sections[0]}"),
        suite={"templates": ("/", *sections)},
    )
    assert replayed.verdicts == [Verdict.INCONCLUSIVE]


SHELVES = tuple(f"/shelf/{{id}}/{one}" for one in ("poems", "novels", "plays"))


def test_records_that_their_ids_call_by_one_name_each_stand_in() -> None:
    there = ("/shelf/3/maps", "/shelf/4/atlases", "/shelf/5/globes")
    links = "".join(f'<a href="{one}/">Open</a>' for one in there)
    routes: Routes = {
        "GET /": links,
        **{f"GET {one}/": "<h1>Shelf</h1>" for one in there},
        # The id alone says which is meant.
        **{f"GET /shelf/{one}/poems": redirect(f"{there[one - 3]}/") for one in (3, 4, 5)},
    }
    journey = a_journey("view /", f"view {SHELVES[0]}")
    replayed = replay_on(routes, journey, suite={"templates": ("/", *SHELVES)})
    assert replayed.verdicts == [Verdict.PASSED], replayed.reason
    assert replayed.steps[1].page == SHELVES[0]
