"""The earlier places whose values a field of a request repeats, of all that were counted."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from journeys_mining.counting.field_counts import FieldCount, Place
from journeys_mining.counting.source_kinds import SourceKinds
from journeys_mining.events.privacy import is_personal_key
from journeys_mining.model.navigation_model import FieldSource
from journeys_mining.recorded.content import HEADER
from journeys_mining.recorded.json_places import is_any

_LEAST_SHARE: Final = 0.5
"""A place whose last value is repeated less often, of the times it came before, is no source."""
_LEAST_DIFFERENT: Final = 3
"""So many different values have to be repeated: two constants are equal by chance."""
_MOST_SOURCES: Final = 6


def sources_of(
    own_action: str, own_place: str, one: FieldCount, kinds: SourceKinds, floor: int
) -> Iterator[FieldSource]:
    """The sources that rest on enough users and values, the surest first."""
    enough = [
        earlier
        for earlier, users in one.repeating_users.items()
        if len(users) >= floor
        and not is_personal_place(earlier[2])
        and len(one.repeated[earlier]) >= _LEAST_DIFFERENT
    ]

    def places_in(counts: Counter[Place], before: Counter[str]) -> list[FieldSource]:
        return [
            FieldSource(
                action=earlier[0],
                part=earlier[1],
                place=earlier[2],
                count=counts[earlier],
                of=before[earlier[0]],
                users=len(one.repeating_users[earlier]),
            )
            for earlier in enough
            if counts[earlier] > 0 and counts[earlier] >= _LEAST_SHARE * before[earlier[0]]
        ]

    found = places_in(one.repeats, one.came_before)
    if any(source.action == own_action and source.part == "answered" for source in found):
        # What goes on from one request to the next, as a cursor does, began at another action.
        known = {(source.action, source.part, source.place) for source in found}
        began = places_in(one.first_repeats, one.first_after)
        found += [one for one in began if (one.action, one.part, one.place) not in known]

    def unsureness(source: FieldSource) -> tuple[float, bool, int, str, str, str]:
        # One of a list is repeated more easily by chance than a single value.
        share = round(source.count / source.of, 2)
        is_list = any(map(is_any, source.place.split("/")))
        return (-share, is_list, -source.count, source.action, source.part, source.place)

    ranked = sorted(kinds.told_apart(found), key=unsureness)
    # That a client sends a header again and again says one request as well as all of them.
    again = [source for source in ranked if own_place == source.place and source.part == "sent"]
    repeated = again[1:] if own_place.startswith(HEADER) else []
    yield from [source for source in ranked if source not in repeated][:_MOST_SOURCES]


@lru_cache(maxsize=2**14)
def is_personal_place(place: str) -> bool:
    """Whether a key on the way to a place is a value itself: `{"ann@shop.test": true}`."""
    return any(map(is_personal_key, place.partition(":")[2].split("/")))
