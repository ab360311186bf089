"""A form that comes back without a word, to each visit."""

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause
from tests.support.replaying import Replayed, a_journey, a_step, replay_on
from tests.support.tiny_web import Handler, page

SEND = "POST /address"
FIELDS = '<input name="name" required><input name="street" required>'
AWAY = Expectation(leads_to=("/thanks",))


def replayed(
    *,
    fields: str = FIELDS,
    more: str = "",
    said: str = "",
    taken: int = 0,
    expect: Expectation = AWAY,
) -> Replayed:
    """Three visits to a form that takes what the first of them send."""
    count = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal count
        given = await request.post()
        count += bool(given)
        if given and count <= taken:
            raise web.HTTPSeeOther("/thanks")
        told = said if given else ""
        return page(f'{told}<form method="post">{fields}<button>Go</button></form>{more}')

    handler: Handler = answer
    visits = (a_journey("view /address", a_step(SEND, expect=expect), name=one) for one in "abc")
    return replay_on(
        {"GET /address": handler, SEND: handler, "GET /thanks": "thanks"},
        *visits,
        suite={"templates": ("/address", "/thanks")},
    )


def test_a_form_that_takes_nothing_and_says_nothing_fails_once_two_visits_met_it() -> None:
    run = replayed()
    assert run.causes[1::2] == [Cause.MISSING_DATA, Cause.REFUSED_FORM, Cause.REFUSED_FORM]
    assert "came back in 3 visits of this run and was never taken" in run.reason
    assert run.reason.endswith("production leads /thanks")


@pytest.mark.parametrize(
    "run",
    [
        lambda: replayed(said="<p>Unknown street."),
        lambda: replayed(said='<p class="field--refused">'),
        lambda: replayed(taken=1),
        lambda: replayed(fields='<input name="code" required>'),
        lambda: replayed(fields=f'{FIELDS}<input type="hidden" name="token">'),
        lambda: replayed(more='<script>form.street.value = "known"</script>'),
        lambda: replayed(more='<div class="h-captcha"></div>'),
        lambda: replayed(expect=Expectation(leads_to=("/address",))),
        lambda: replayed(expect=Expectation(status="2xx")),
    ],
    ids=[
        "it says why",
        "it marks what is wrong",
        "it was taken before",
        "a code may be unknown",
        "a script fills in a token",
        "a script names a field",
        "there is a riddle",
        "production stays, too",
        "production shows a page",
    ],
)
def test_where_there_may_be_a_reason_nothing_fails(run) -> None:  # type: ignore[no-untyped-def]
    assert Cause.REFUSED_FORM not in run().causes
