"""Values that production's users keep from one step to the next."""

from journeys.verdict import Verdict
from journeys_mining.model.slots import SlotRepeat
from tests.support.replaying import a_journey, replay_on

TEMPLATES = ("/", "/{slug}", "/{slug}/bills")
BILLS = "view /{slug}/bills"


def _as(earlier: str) -> tuple[SlotRepeat, ...]:
    return (SlotRepeat(action=earlier, slot="slug", back=1, count=9, of=9, users=9),)


def test_the_same_record_is_gone_on_with_where_other_links_look_alike() -> None:
    others = "".join(f'<a href="/{one}">more</a>' for one in ("mobile", "about", "help", "terms"))
    group = f'{others}<a href="/our-flat/bills">Bills</a><a href="/our-flat">Flat</a>'
    replayed = replay_on(
        {
            "GET /": '<a href="/our-flat">Flat</a>',
            "GET /our-flat": group,
            "GET /our-flat/bills": group,
            "GET /{other}": others,
        },
        *(
            a_journey("view /", "view /{slug}", BILLS, "view /{slug}", BILLS, name=f"typical-{n}")
            for n in range(5)
        ),
        suite={
            "templates": TEMPLATES,
            "slot_repeats": (
                (BILLS, "slug", _as("view /{slug}")),
                ("view /{slug}", "slug", _as(BILLS)),
            ),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED] * 5
    lines = replayed.server.lines
    assert lines.count("GET /our-flat") == lines.count("GET /our-flat/bills") == 10


def test_where_nothing_leads_to_the_same_another_is_taken() -> None:
    replayed = replay_on(
        {"GET /red": '<a href="/blue/bills">Bills</a>', "GET /blue/bills": "bills"},
        a_journey("view /{slug}", BILLS),
        suite={
            "templates": TEMPLATES,
            "slot_values": (("/{slug}", "slug", ("red",)),),
            "slot_repeats": ((BILLS, "slug", _as("POST /{slug}")),),
        },
    )
    assert replayed.verdicts == [Verdict.PASSED]
