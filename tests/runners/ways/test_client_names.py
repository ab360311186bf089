"""Records that a client names by itself: the name looks as the slot of the address asks."""

import re

from aiohttp import web

from journeys.verdict import Verdict
from journeys_mining.model.navigation_model import RequestField
from tests.support.replaying import a_journey, replay_on

PUTS = ("PUT /accounts/user{id}", "PUT /devices/{uuid}", "PUT /labels/{slug}")
_LOOKS = {
    "accounts": r"user[0-9]+",
    "devices": r"[0-9a-f]{8}(-[0-9a-f]{4,12}){4}",
    "labels": r"[\w-]+",
}


def _field(action: str, place: str) -> RequestField:
    return RequestField(action=action, place=place, kind="string", count=9, users=9)


def test_a_name_looks_as_its_slot_asks() -> None:
    async def take(request: web.Request) -> web.Response:
        kind, name = request.match_info["kind"], request.match_info["name"]
        return web.json_response({}, status=201 if re.fullmatch(_LOOKS[kind], name) else 400)

    fields = [
        _field(action, place)
        for action in PUTS
        for place in (action.rpartition("{")[2].rstrip("}"), "body:/title")
    ]
    replayed = replay_on(
        {"PUT /{kind}/{name}": take},
        a_journey(*PUTS),
        suite={
            "templates": tuple(one.partition(" ")[2] for one in PUTS),
            "request_fields": tuple(fields),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]


def test_a_name_that_is_refused_is_made_of_letters_and_digits() -> None:
    """What an application asks of names is written nowhere; the plainest name suits most."""
    sent: list[str] = []

    async def take(request: web.Request) -> web.Response:
        sent.append((await request.json())["name"])
        return web.json_response(
            {}, status=201 if re.fullmatch("[a-z][a-z0-9]+", sent[-1]) else 422
        )

    replayed = replay_on(
        {"POST /variables": take},
        a_journey("POST /variables"),
        suite={
            "templates": ("/variables",),
            "request_fields": (_field("POST /variables", "body:/name"),),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED], [step.problem for step in replayed.steps]
    assert sent[0].startswith("Journeys ")
    # What is left of the run's marker tells the record from others.
    assert sent[1].startswith("journeys5f3a")
