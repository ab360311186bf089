"""A journey that could not go on with the record it chose is tried again with another one."""

from journeys.verdict import Verdict
from tests.support.replaying import a_journey, replay_on

BOX = "view /boxes/{slug}"


def test_the_next_attempt_chooses_another_record() -> None:
    names = ("red", "blue", "green", "grey")
    # An empty box is nothing wrong with the application: it only leads nowhere.
    boxes = {f"GET /boxes/{one}": "<h1>Empty</h1>" for one in names}
    boxes["GET /boxes/grey"] = '<h1>Full</h1><a href="/boxes/grey/lid?at=7">Lid</a>'
    replayed = replay_on(
        {
            "GET /": "".join(f'<a href="/boxes/{one}">{one}</a>' for one in names),
            "GET /boxes/grey/lid": "<h1>Lid</h1>",
            **boxes,
        },
        a_journey("view /", BOX, "view /boxes/{slug}/lid?at={at}"),
        retries=8,
        suite={"templates": ("/", "/boxes/{slug}", "/boxes/{slug}/lid?at={at}")},
    )
    chosen = [one.page_url for one in replayed.steps if one.action == BOX]
    assert len(chosen) > 1, "the first choice led on, which shows nothing"
    assert len(set(chosen)) > 1
    assert replayed.verdicts[-1] in (Verdict.PASSED, Verdict.FLAKY)
