"""A form that lacks a field which production's users were recorded to send."""

import pytest
from aiohttp import web

from journeys.journey import Expectation
from journeys.verdict import Cause
from journeys_mining.model.navigation_model import RequestField
from tests.support.replaying import a_journey, a_step, replay_on
from tests.support.tiny_web import Handler, page

SEND = "POST /address"


def _recorded(name: str, count: int, *, empty: int = 0) -> RequestField:
    place = f"form:{name}"
    return RequestField(
        action=SEND, place=place, kind="string", count=count, users=count, empty=empty
    )


def _answers(lacks: str, more: str) -> Handler:
    """A form that is only taken with a postcode, and does not say so."""

    async def answer(request: web.Request) -> web.Response:
        given = await request.post()
        if given.get("postcode"):
            raise web.HTTPSeeOther("/thanks")
        fields = "".join(
            f'<input name="{one}">' for one in ("name", "street", "postcode") if one != lacks
        )
        error = '<p class="error">Fill in every field.</p>' if given else ""
        return page(f'{error}<form method="post">{fields}<button>Go</button></form>{more}')

    return answer


@pytest.mark.parametrize(
    ("lacks", "more", "cause"),
    [
        ("", "", None),
        ("postcode", "", Cause.REFUSED_FORM),
        # A script may add it; what few of production's users sent is no evidence.
        ("postcode", "<script>add('postcode')</script>", Cause.MISSING_DATA),
        ("postcode", '<script src="/add.js"></script>', Cause.MISSING_DATA),
        ("street", "", None),
    ],
)
def test_a_form_that_lacks_what_production_sent(lacks: str, more: str, cause: Cause | None) -> None:
    handler = _answers(lacks, more)
    replayed = replay_on(
        {
            "GET /address": handler,
            SEND: handler,
            "GET /thanks": "thanks",
            "GET /add.js": "form.append('<input name=postcode>')",
        },
        a_journey("view /address", a_step(SEND, expect=Expectation(status="3xx"))),
        suite={
            "templates": ("/address", "/thanks"),
            "request_fields": tuple(_recorded(one, 9) for one in ("name", "street", "postcode")),
        },
    )
    assert replayed.causes[-1] is cause, replayed.reason


def test_a_field_that_some_leave_out_is_none_that_is_missing() -> None:
    handler = _answers("postcode", "")
    replayed = replay_on(
        {"GET /address": handler, SEND: handler},
        a_journey("view /address", a_step(SEND, expect=Expectation(status="3xx"))),
        suite={
            "templates": ("/address",),
            "request_fields": (
                _recorded("name", 20),
                _recorded("postcode", 12),
                _recorded("company", 20, empty=8),
            ),
        },
    )
    assert replayed.causes[-1] is Cause.MISSING_DATA
