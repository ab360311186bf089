"""Turns a sequence of actions into a journey: its id, its think times, what production saw."""

import hashlib
import re
from collections.abc import Sequence

from journeys.journey import Expectation, Journey, JourneyId, JourneyKind, Step
from journeys.sampling.landings import Landings, leads_elsewhere
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import START, ActionStats, NavigationModel

_USUAL_SHARE = 0.9
_OFTEN_SHARE = 0.05
"""What production refuses more often is a way its users go: an order from an empty basket."""
_OF_THE_MOMENT = (408, 429)
"""Statuses that say nothing of what was asked, but of when."""
_LATENCY_FACTOR = 2.0
_LATENCY_SLACK_S = 0.1
_ID_WORDS = re.compile(r"[a-z0-9]+")


class JourneyMaker:
    """Makes journeys out of a model's actions."""

    def __init__(self, model: NavigationModel) -> None:
        self._stats = {one.action: one for one in model.actions}
        self._landings = Landings(model)
        self._think_s = {
            (one.context[0], one.action): one.think_s[0]
            for one in model.transitions
            if len(one.context) == 1 and one.think_s
        }

    def make(
        self, kind: JourneyKind, actions: Sequence[str], *, prob: float, reason: str, about: str
    ) -> Journey:
        """The journey that performs `actions`; `about` is the action that its id is named after."""
        befores = (START, *actions)
        steps = tuple(
            Step(
                action=action,
                think_s=self._think_s.get((before, action), 0.0),
                expect=self._expect(action),
            )
            for before, action in zip(befores, actions, strict=False)
        )
        return Journey(
            id=journey_id(kind, actions, about),
            kind=kind,
            prob=float(f"{prob:.4g}"),
            reason=reason,
            steps=steps,
        )

    def _expect(self, text: str) -> Expectation:
        action, stats = Action.parse(text), self._stats[text]
        shows_itself = action.kind is ActionKind.VIEW and not leads_elsewhere(stats)
        return Expectation(
            status=_usual_status(stats),
            or_status=_shares_refused(stats),
            page=action.template if shows_itself else None,
            latency_s=_latency_limit_s(stats) if shows_itself else None,
            leads_to=self._landings.of(text),
        )


def journey_id(kind: JourneyKind, actions: Sequence[str], about: str) -> JourneyId:
    """An id that stays the same as long as the journey does, over re-mining and re-ordering.

    >>> from journeys.journey import JourneyKind
    >>> journey_id(JourneyKind.RARE, ["view /cart", "apply_coupon @ /cart"], "apply_coupon @ /cart")
    'rare-apply-coupon-cart-c8e216'
    """
    digest = hashlib.sha256("\n".join(actions).encode()).hexdigest()[:6]
    words = [word for word in _ID_WORDS.findall(about.lower()) if word != "view"][:5]
    return JourneyId("-".join((kind.value, *(words or ["home"]), digest)))


def _usual_status(stats: ActionStats) -> str | None:
    """The status class that production nearly always answered where it did not refuse, or None."""
    counts, refused = dict(stats.statuses), sum(count for _, count in _refused_at_times(stats))
    total = sum(counts.values()) - refused
    if refused:
        counts["4xx"] -= refused
    return next((name for name, count in counts.items() if count >= _USUAL_SHARE * total), None)


def _refused_at_times(stats: ActionStats) -> tuple[tuple[int, int], ...]:
    """The statuses with which production often refused what it did at other times, with counts."""
    total = sum(count for _, count in stats.statuses)
    if dict(stats.statuses).get("4xx", 0) >= _USUAL_SHARE * total:
        return ()
    return tuple(
        (status, count)
        for status, count in stats.refusals
        if count >= _OFTEN_SHARE * total and status not in _OF_THE_MOMENT
    )


def _shares_refused(stats: ActionStats) -> tuple[tuple[str, float], ...]:
    total = sum(count for _, count in stats.statuses)
    return tuple(
        (str(status), round(count / total, 2)) for status, count in _refused_at_times(stats)
    )


def _latency_limit_s(stats: ActionStats) -> float | None:
    """Twice production's 95th percentile, and at least 100 ms more than it."""
    if stats.duration_ms is None:
        return None
    p95_s = stats.duration_ms[1] / 1000
    return round(max(_LATENCY_FACTOR * p95_s, p95_s + _LATENCY_SLACK_S), 3)
