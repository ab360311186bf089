"""Staging's own records stand in for production's, where the model tells records by their names."""

from journeys.evidence import Cause, Verdict
from tests.support.replaying import a_journey, replay_on

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
