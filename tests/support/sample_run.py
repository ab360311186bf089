"""A run as a shop's replay leaves it: some thirty journeys over some twenty-five actions.

Deterministic. Made by walking a small graph, so that journeys and graph belong together.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from journeys.evidence import Exchange, GraphEdge, JourneyEvidence, Run, StepEvidence, Way
from journeys.journey import JourneyId, JourneyKind
from journeys.store import ResultsStore
from journeys.verdict import Cause, Problem, Verdict
from journeys_mining.actions.action import Action, ActionKind
from journeys_mining.model.navigation_model import END, START
from tests.support.evidence_factory import NOON, a_run, an_exchange, at, store_run

# Action → what follows it, and how many times in production.
GRAPH: dict[str, dict[str, int]] = {
    START: {
        "view /": 6200,
        "view /product/{id}": 2400,
        "view /search?q={q}": 900,
        "view /sale": 500,
    },
    "view /": {
        "view /category/{slug}": 3900,
        "view /search?q={q}": 1500,
        "view /sale": 700,
        "view /login": 350,
        "view /help": 90,
        END: 1100,
    },
    "view /category/{slug}": {
        "view /product/{id}": 4200,
        "view /category/{slug}": 900,
        "filter_changed @ /category/{slug}": 640,
        END: 700,
    },
    "filter_changed @ /category/{slug}": {"view /product/{id}": 480, END: 120},
    "view /sale": {"view /product/{id}": 900, END: 200},
    "view /search?q={q}": {"view /product/{id}": 1700, "view /search?q={q}": 420, END: 310},
    "view /product/{id}": {
        "add_to_cart @ /product/{id}": 3600,
        "view /product/{id}/reviews": 800,
        "view /category/{slug}": 1500,
        "wishlist_add @ /product/{id}": 260,
        "view /compare?ids={ids}": 110,
        END: 2900,
    },
    "view /product/{id}/reviews": {"view /product/{id}": 610, "POST /product/{id}/reviews": 38},
    "POST /product/{id}/reviews": {"view /product/{id}": 30, END: 8},
    "view /compare?ids={ids}": {"view /product/{id}": 80, END: 30},
    "wishlist_add @ /product/{id}": {"view /wishlist": 190, END: 70},
    "view /wishlist": {"view /product/{id}": 120, END: 60},
    "add_to_cart @ /product/{id}": {"view /cart": 2900, "view /": 350, END: 350},
    "view /cart": {
        "view /checkout/address": 2100,
        "POST /cart/items/{id}/remove": 240,
        "POST /cart/coupon": 310,
        "view /": 200,
        END: 600,
    },
    "POST /cart/items/{id}/remove": {"view /cart": 220, END: 20},
    "POST /cart/coupon": {"view /cart": 290, "view /help": 12},
    "view /checkout/address": {"POST /checkout/address": 1900, END: 200},
    "POST /checkout/address": {"view /checkout/shipping": 1850},
    "view /checkout/shipping": {"view /checkout/payment": 1700, END: 150},
    "view /checkout/payment": {"POST /orders": 1580, END: 120},
    "POST /orders": {"view /orders/{id}/thanks": 1520, "view /checkout/payment": 45},
    "view /orders/{id}/thanks": {"view /account/orders": 240, END: 1280},
    "view /login": {"POST /login": 320, END: 30},
    "POST /login": {"view /account/orders": 150, "view /": 160},
    "view /account/orders": {"view /orders/{id}/thanks": 40, END: 330},
    "view /help": {END: 95},
}

COUPON = Problem(
    cause=Cause.SERVER_ERROR,
    reason="POST /cart/coupon answered 500; production answers 2xx or 3xx in 99.7% of 310 cases.",
    remedy="The exception is in the response below; the release notes name the coupon service.",
)
EVENT = Problem(
    cause=Cause.MISSING_EVENT,
    reason="The page /product/17 loaded, but wishlist_add was not sent within 2s; production's "
    "users send it here in every one of 260 cases.",
    remedy="Look for the control that fires wishlist_add on this page.",
)
LOGIN = Problem(
    cause=Cause.AUTH,
    reason="POST /login answered 401 to the credentials of the environment.",
    remedy="Set JOURNEYS_USER and JOURNEYS_PASSWORD to an account that staging knows.",
)
UNBOUND = Problem(
    cause=Cause.UNBOUND,
    reason="No link, form or control on /product/17 leads to /compare?ids={ids}.",
    remedy="Add a binding for `view /compare?ids={ids}` to bindings.yaml.",
)
PROBLEMS = {
    "POST /cart/coupon": COUPON,
    "wishlist_add @ /product/{id}": EVENT,
    "POST /login": LOGIN,
    "view /compare?ids={ids}": UNBOUND,
}
_REASONS = {
    JourneyKind.TYPICAL: "One of the most frequent journeys of production.",
    JourneyKind.RARE: "Walks a transition that fewer than 1 in 100 sessions take.",
    JourneyKind.NOVEL: "Has a step that production was not seen to make.",
    JourneyKind.TEMPERED: "Drawn with rare ways more often than production has them.",
}


@dataclass(kw_only=True)
class _Clock:
    """Seconds since noon."""

    now_s: float
    chance: random.Random = field(default_factory=lambda: random.Random(11))

    def spend(self, low_s: float, high_s: float) -> float:
        spent = self.chance.uniform(low_s, high_s)
        self.now_s += spent
        return spent


def sample_edges() -> tuple[GraphEdge, ...]:
    """The graph above."""
    return tuple(
        GraphEdge(before=before, after=after, count=count)
        for before, following in GRAPH.items()
        for after, count in following.items()
    )


def write_sample_run(
    store: ResultsStore, run: Run | None = None, *, problems: dict[str, Problem] = PROBLEMS
) -> None:
    """Keep a finished run of thirty journeys, with these problems at these actions."""
    run = run or a_run()
    store.keep_graph(run.model_digest, sample_edges())
    store_run(store, run, _attempts(run, problems))


def _attempts(run: Run, problems: dict[str, Problem]) -> Iterator[JourneyEvidence]:
    clock = _Clock(now_s=(run.started_at - NOON).total_seconds())
    walks = random.Random(14)
    for number in range(30):
        kind = tuple(JourneyKind)[(number % 7) // 2]
        planned = _walk(walks)
        slug = planned[-1].lower().replace(" @ ", "-").split("?")[0]
        slug = "-".join("".join(c if c.isalnum() else " " for c in slug).split())
        journey_id = JourneyId(f"{kind}-{number + 1:03}-{slug}")
        flaky = number == 12
        if flaky:
            slow = Problem(cause=Cause.TOO_SLOW, reason="Took 4.2s; production takes 0.4s.")
            yield _attempt(clock, journey_id, kind, planned, {planned[0]: slow})
        evidence = _attempt(clock, journey_id, kind, planned, problems, attempt=2 if flaky else 1)
        yield evidence


def _walk(walks: random.Random) -> tuple[str, ...]:
    actions: list[str] = []
    here = START
    while here != END and len(actions) < 12:
        following = GRAPH[here]
        # Roots even the weights out, so that thirty walks reach the rare ends of the graph.
        here = walks.choices(list(following), [count**0.5 for count in following.values()])[0]
        actions.append(here)
    return tuple(action for action in actions if action != END)


def _attempt(
    clock: _Clock,
    journey_id: JourneyId,
    kind: JourneyKind,
    planned: tuple[str, ...],
    problems: dict[str, Problem],
    *,
    attempt: int = 1,
) -> JourneyEvidence:
    began_s = clock.now_s
    steps: list[StepEvidence] = []
    for index, action in enumerate(planned):
        steps.append(_step(clock, index, action, problems.get(action)))
        if steps[-1].problem:
            break
    verdict = steps[-1].verdict
    return JourneyEvidence(
        journey_id=journey_id,
        kind=kind,
        prob=0.2 / (1 + len(planned)) ** 3,
        reason=_REASONS[kind],
        planned=planned,
        attempt=attempt,
        started_at=at(began_s),
        elapsed_s=clock.now_s - began_s,
        steps=tuple(steps),
        verdict=Verdict.FLAKY if verdict is Verdict.PASSED and attempt > 1 else verdict,
        reproduce=f"journeys replay shop-journeys --base-url http://staging.test:8080"
        f" --only {journey_id} --seed 7",
    )


def _step(clock: _Clock, index: int, action: str, problem: Problem | None) -> StepEvidence:
    clock.spend(0.05, 0.4)
    started_s = clock.now_s
    parsed = Action.parse(action)
    path = (parsed.template or "/").replace("{id}", "17").replace("{slug}", "mugs")
    path = path.replace("{q}", "red+mug").replace("{ids}", "17,18")
    unbound = problem is not None and problem.cause is Cause.UNBOUND
    exchanges = () if unbound else tuple(_exchanges(clock, parsed, path, problem))
    return StepEvidence(
        index=index,
        action=action,
        way=Way.UNBOUND if unbound else _way(clock, parsed, index),
        started_at=at(started_s),
        elapsed_s=clock.now_s - started_s,
        exchanges=exchanges,
        page_url=f"http://staging.test:8080{path}",
        page=parsed.template,
        problem=problem,
    )


def _way(clock: _Clock, action: Action, index: int) -> Way:
    if action.kind is ActionKind.EVENT:
        return Way.CONTROL
    if action.kind is ActionKind.REQUEST:
        return Way.FORM
    return Way.REQUEST if index == 0 or clock.chance.random() < 0.1 else Way.LINK


def _exchanges(
    clock: _Clock, action: Action, path: str, problem: Problem | None
) -> Iterator[Exchange]:
    started_s = clock.now_s
    status = {Cause.SERVER_ERROR: 500, Cause.AUTH: 401}.get(problem.cause, 200) if problem else 200
    if status == 500:
        body = json.dumps(
            {"error": "CouponExpired", "trace": ["coupons.py:41", "<script>alert(1)"]}
        )
        kind = "application/json"
    else:
        body = f"<!doctype html>\n<title>{path}</title>\n<h1>Red mug & <b>co</b></h1>\n" * 4
        kind = "text/html; charset=utf-8"
    yield an_exchange(
        method="GET" if action.kind is ActionKind.EVENT else action.method,
        url=f"http://staging.test:8080{path}",
        request_headers=(
            ("accept", "text/html"),
            ("cookie", "(masked)"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ),
        request_body=b"code=AUTUMN26&csrf=(masked)" if action.method == "POST" else b"",
        started_at=at(started_s),
        elapsed_s=clock.spend(0.04, 0.9),
        status=status,
        response_headers=(("content-type", kind), ("server", "shop/2.4.1")),
        response_body=body.encode(),
        response_size=len(body),
    )
