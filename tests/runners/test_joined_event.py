"""An event that mining found on every page alike is replayed on whatever page a journey is."""

import random
from pathlib import Path

from journeys.evidence import Way
from journeys.suite.choosing import choose_suite
from journeys.verdict import Verdict
from tests.mining.exports import learn_one, write_csv
from tests.support.replaying import replay_on

PAGES = tuple(f"/section-{number}" for number in range(60))
LOGO = '<a href="/" data-event="click_logo">Shop</a>'


def test_a_joined_event_is_performed_on_the_page_where_the_journey_is(tmp_path: Path) -> None:
    draw = random.Random(1)
    rows = [("timestamp", "user_id", "event", "page_url")]
    for user in range(400):
        # Most come by one page; on each other page, fewer than the floor clicked.
        path = PAGES[0] if draw.random() < 0.4 else PAGES[draw.randrange(1, 60)]
        for second, (event, at) in enumerate(
            (("page_view", path), ("click_logo", path), ("page_view", "/"))
        ):
            rows.append((f"2026-01-01T10:00:{second:02}Z", f"user{user}", event, at))
    routes = tmp_path / "routes.txt"
    routes.write_text("\n".join(PAGES), encoding="utf-8")
    export = write_csv(tmp_path / "events.csv", rows)
    mined = learn_one(export, floor=10, routes=routes)
    assert mined.report.joined_events == ("click_logo",)

    suite = choose_suite(mined.model, typical=3, rare=3, seed=1)
    replayed = replay_on(
        {f"GET {path}": LOGO for path in ("/", *PAGES)},
        *suite.journeys,
        suite={"templates": suite.templates, "event_names": suite.event_names},
    )
    clicks = [one for one in replayed.steps if one.action == "click_logo"]
    assert clicks
    assert {one.way for one in clicks} == {Way.CONTROL}
    assert set(replayed.verdicts) == {Verdict.PASSED}
    assert replayed.server.lines[:2] == ["GET /section-0", "GET /"]
