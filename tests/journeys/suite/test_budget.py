import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.evidence import GraphEdge
from journeys.journey import Journey
from journeys.suite.budget import at_rate, choose_for, pairs_of, usual_or_estimated
from journeys_mining.model.navigation_model import END, START
from tests.support.replaying import a_journey

HOME_CART = a_journey("view /", "view /cart", name="home-cart")
HOME = a_journey("view /", name="home")
RARE = a_journey("view /", "view /help", name="rare")
GRAPH = [
    GraphEdge(before=before, after=after, count=count)
    for before, after, count in (
        (START, "view /", 100),
        ("view /", "view /cart", 60),
        ("view /cart", END, 60),
        ("view /", END, 35),
        ("view /", "view /help", 5),
        ("view /help", END, 5),
    )
]


def ids(journeys: tuple[Journey, ...]) -> list[str]:
    return [str(one.id) for one in journeys]


def test_what_covers_most_for_its_time_comes_first() -> None:
    chosen = choose_for([RARE, HOME, HOME_CART], GRAPH, lambda one: float(len(one.steps)), 5)
    assert ids(chosen.journeys) == ["home", "home-cart", "rare"]
    assert chosen.expected_s == 5
    assert chosen.share == 1
    short = choose_for([RARE, HOME, HOME_CART], GRAPH, lambda one: float(len(one.steps)), 3)
    assert ids(short.journeys) == ["home", "home-cart"]
    assert short.share == pytest.approx(255 / 265)


def test_a_long_journey_that_covers_more_than_all_short_ones_is_taken_instead() -> None:
    seconds = {"home-cart": 10.0, "home": 1.0, "rare": 1.0}
    chosen = choose_for([HOME, HOME_CART], GRAPH, lambda one: seconds[one.id], 10)
    assert ids(chosen.journeys) == ["home-cart"]
    assert choose_for([HOME_CART], GRAPH, lambda one: seconds[one.id], 9).journeys == ()


def test_times_of_earlier_runs_are_taken_and_others_estimated_by_their_steps() -> None:
    seconds = usual_or_estimated({HOME_CART.id: 4.0}, [HOME, HOME_CART], "http")
    assert (seconds(HOME_CART), seconds(HOME)) == (4.0, 2.0)
    assert usual_or_estimated({}, [HOME], "http")(HOME) == 0.5
    assert usual_or_estimated({}, [HOME], "browser")(HOME) == 1.5


def test_a_limit_of_requests_makes_journeys_longer_for_each_worker() -> None:
    seconds = usual_or_estimated({}, [HOME, HOME_CART], "http")
    assert at_rate(seconds, None, 8)(HOME_CART) == 1.0
    assert at_rate(seconds, 100.0, 8)(HOME_CART) == 1.0
    assert at_rate(seconds, 0.5, 2)(HOME_CART) == 8.0


@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), min_size=1, max_size=5),
    st.integers(1, 12),
)
def test_it_stays_within_the_budget_and_near_the_best(walks: list[list[str]], budget: int) -> None:
    journeys = [
        a_journey(*(f"view /{one}" for one in walk), name=f"j{index}")
        for index, walk in enumerate(walks)
    ]
    counts = {pair: sum(map(len, pair)) * 7 % 50 + 1 for one in journeys for pair in pairs_of(one)}
    graph = [GraphEdge(before=b, after=a, count=count) for (b, a), count in counts.items()]
    chosen = choose_for(journeys, graph, lambda one: float(len(one.steps)), budget)
    assert chosen.expected_s <= budget
    assert len(set(ids(chosen.journeys))) == len(chosen.journeys)
    best = max(
        sum(counts[pair] for pair in set().union(*(pairs_of(one) for one in part)))
        for size in range(len(journeys) + 1)
        for part in itertools.combinations(journeys, size)
        if sum(len(one.steps) for one in part) <= budget
    )
    covered = chosen.share * sum(counts.values())
    # Khuller, Moss and Naor: at least (1 - 1/e) / 2 of the best.
    assert covered >= 0.316 * best - 1e-9
