"""Who comes to the shop and when: about 1,500 visitors and 3,000 visits in two weeks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Final

from journeys.demo.visit_walk import walk_visit
from journeys.demo.visitor_types import VISITOR_TYPES, VisitorType
from journeys.demo.visits import Visit, Visitor

FIRST_DAY: Final = datetime(2026, 10, 5, tzinfo=UTC)
"""A Monday."""
_DAYS: Final = 14
_VISITOR_COUNT: Final = 1560
_DAY_MS: Final = 86_400_000
_GAP_MS: Final = 4 * 3_600_000
"""The least time between the starts of two visits of one visitor."""
_FIRST_ORDER_ID: Final = 48_210

_WEEKDAY_WEIGHTS: Final = (1.0, 0.95, 0.95, 1.0, 1.05, 1.3, 1.4)
_HOUR_WEIGHTS: Final = (
    *(1.2, 0.7, 0.4, 0.3, 0.3, 0.5, 1.2, 2.4),
    *(3.4, 3.8, 4.0, 4.2, 4.8, 4.4, 4.0, 3.9),
    *(4.1, 4.6, 5.4, 6.4, 7.2, 6.8, 4.6, 2.4),
)

_USER_AGENTS: Final = {
    "mobile": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
        " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36"
        " (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    ),
    "desktop": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
        " (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
        " (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    ),
    "tablet": (
        "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
        " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Appointment:
    started_ms: int
    visitor: Visitor
    visitor_type: VisitorType


def simulate_visits(seed: int) -> Iterator[Visit]:
    """Every visit of the two weeks, by the time it started. The same for the same seed."""
    random = Random(seed)  # noqa: S311  (a simulation, not a secret)
    order_ids = count(_FIRST_ORDER_ID)
    appointments = sorted(_appointments(random), key=lambda one: (one.started_ms, one.visitor.id))
    for one in appointments:
        yield walk_visit(
            random=random,
            visitor=one.visitor,
            visitor_type=one.visitor_type,
            started_ms=one.started_ms,
            order_ids=order_ids,
        )


def _appointments(random: Random) -> Iterator[_Appointment]:
    for number in range(_VISITOR_COUNT):
        visitor_type = random.choices(VISITOR_TYPES, [one.share for one in VISITOR_TYPES])[0]
        visitor = _new_visitor(random, number)
        last_ms: int | None = None
        for started_ms in sorted(
            _moment(random) for _ in range(_visit_count(random, visitor_type))
        ):
            if last_ms is None or started_ms - last_ms >= _GAP_MS:
                yield _Appointment(
                    started_ms=started_ms, visitor=visitor, visitor_type=visitor_type
                )
                last_ms = started_ms


def _new_visitor(random: Random, number: int) -> Visitor:
    device = random.choices(list(_USER_AGENTS), (55, 39, 6))[0]
    return Visitor(
        id=f"u_{random.getrandbits(32):08x}",
        device=device,
        user_agent=random.choices(_USER_AGENTS[device])[0],
        # 198.18.0.0/15 is set aside for measurements (RFC 2544): nobody's address.
        ip=f"198.18.{number // 250}.{number % 250 + 1}",
    )


def _visit_count(random: Random, visitor_type: VisitorType) -> int:
    """One visit and a geometric number of further ones."""
    again_prob = 1 - 1 / visitor_type.mean_visits
    visits = 1
    while random.random() < again_prob and visits < 12:
        visits += 1
    return visits


def _moment(random: Random) -> int:
    """A moment of the two weeks, in milliseconds since the epoch."""
    days = range(_DAYS)
    day = random.choices(days, [_WEEKDAY_WEIGHTS[one % 7] for one in days])[0]
    hour = random.choices(range(24), _HOUR_WEIGHTS)[0]
    midnight_ms = round(FIRST_DAY.timestamp() * 1000) + day * _DAY_MS
    return midnight_ms + hour * 3_600_000 + random.randrange(3_600_000)
