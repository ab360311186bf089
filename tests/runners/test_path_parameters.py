"""Parameters in the segments of a path, `/sites;region=north/summary`, from export to replay."""

from collections.abc import Sequence

import pytest
from aiohttp import web

from journeys.evidence import Way
from journeys.suite.choosing import choose_suite
from journeys.verdict import Verdict
from journeys_mining.mine import Mined
from tests.mining.exports import learn_one, write_csv
from tests.support.replaying import replay_on
from tests.support.tiny_web import Handler, page

SUMMARY = "view /sites;region={region}/summary"
STATED = "view /reports;format=short/latest"


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Mined:
    rows: list[Sequence[object]] = [("timestamp", "user_id", "page_url")]
    for user in range(60):
        region = "north" if user % 3 else "south"
        session = f";jsessionid=5F3A{user}"
        for second, path in enumerate(
            ("/sites", f"/sites{session};region={region}/summary", "/reports;format=short/latest")
        ):
            rows.append((f"2026-01-01T10:00:{second:02}Z", f"user{user}", path))
    return learn_one(write_csv(tmp_path_factory.mktemp("export") / "events.csv", rows), floor=5)


def test_parameters_are_part_of_a_page_and_sessions_are_not(mined: Mined) -> None:
    assert {one.action for one in mined.model.actions} == {"view /sites", SUMMARY, STATED}
    pool = [(one.action, one.slot, one.value, one.count) for one in mined.model.slot_values]
    assert pool == [(SUMMARY, "region", "north", 40), (SUMMARY, "region", "south", 20)]


async def answer(request: web.Request) -> web.Response:
    """What an API answers that takes its parameters to be there."""
    return web.json_response({"data": []})


async def page_with_links(request: web.Request) -> web.Response:
    return page(
        "<a href='/sites;jsessionid=77;region=south/summary'>South</a>"
        "<a href='/reports;format=long/latest'>All</a>"
        "<a href='/reports;format=short/latest'>Few</a>"
    )


@pytest.mark.parametrize(
    ("handler", "way", "site"),
    [
        (answer, Way.REQUEST, "sites;region=(north|south)"),
        (page_with_links, Way.LINK, "sites;jsessionid=77;region=south"),
    ],
    ids=["by request", "by link"],
)
def test_a_replay_asks_with_the_parameters(
    mined: Mined, handler: Handler, way: Way, site: str
) -> None:
    suite = choose_suite(mined.model, typical=2, rare=1, seed=1)
    paths = ("/sites", f"/{{site:{site}}}/summary", "/reports;format=short/latest")
    run = replay_on(
        {f"GET {path}": handler for path in paths},
        *suite.journeys,
        suite={
            "templates": suite.templates,
            "event_names": suite.event_names,
            "slot_values": suite.slot_values,
        },
    )
    ways = {(step.action, step.way) for step in run.steps}
    assert ways >= {(SUMMARY, way), (STATED, way)}
    assert set(run.verdicts) == {Verdict.PASSED}
