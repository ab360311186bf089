"""Novelty: steps never seen are drawn along the site graph, and nowhere else."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from journeys.errors import InputError
from journeys_mining.actions.site_graph import SiteGraph, load_site_graph
from journeys_mining.chain.novelty import Novelty, novelty_of
from journeys_mining.guards.guarded_chain import GuardedChain
from journeys_mining.model.guards import Guard, GuardRule
from journeys_mining.model.navigation_model import START
from tests.mining.sessions_by_hand import guarded
from tests.support.model_factory import a_model

MODEL = a_model(*[("a", "b", "c")] * 30, *[("a", "c", "d")] * 20, *[("b", "a")] * 25, order=2)
SEEN = {(one.context[0], one.action) for one in MODEL.transitions if len(one.context) == 1}
GRAPH = SiteGraph(links=(("a", "b"), ("a", "d"), ("b", "d"), ("c", "a")))


def drawn(chain: GuardedChain, novelty: Novelty | None, seed: int = 5) -> list[tuple[str, ...]]:
    return chain.draw(3_000, np.random.default_rng(seed), max_steps=20, novelty=novelty)


def steps_of(sessions: list[tuple[str, ...]]) -> set[tuple[str, str]]:
    return {step for session in sessions for step in pairwise((START, *session))}


def test_no_step_is_outside_what_was_seen_and_the_graph() -> None:
    made = steps_of(drawn(GuardedChain(MODEL), Novelty(share=0.5, graph=GRAPH)))
    assert set(GRAPH.links) - SEEN <= made <= SEEN | set(GRAPH.links)


def test_a_share_of_nothing_changes_nothing() -> None:
    assert novelty_of(0.0, GRAPH) is None
    chain = GuardedChain(MODEL)
    assert drawn(chain, Novelty(share=0.0, graph=GRAPH), seed=3) != []
    assert steps_of(drawn(chain, Novelty(share=0.0, graph=GRAPH))) <= SEEN


def test_same_seed_same_sessions() -> None:
    novelty, chain = Novelty(share=0.3, graph=GRAPH), GuardedChain(MODEL)
    assert drawn(chain, novelty) == drawn(GuardedChain(MODEL), novelty)
    assert drawn(chain, novelty) != drawn(chain, novelty, seed=6)


def test_links_are_drawn_in_proportion_to_their_actions() -> None:
    """With all steps along links, `a` leads to `b` and `d` only, as 55 to 20."""
    sessions = drawn(GuardedChain(MODEL), Novelty(share=1.0, graph=GRAPH))
    after_a = [after for one in sessions for before, after in pairwise(one) if before == "a"]
    assert set(after_a) == {"b", "d"}
    assert after_a.count("b") / len(after_a) == pytest.approx(55 / 75, abs=0.03)


def test_a_page_without_links_goes_on_as_the_chain_does() -> None:
    sessions = drawn(GuardedChain(MODEL), Novelty(share=1.0, graph=SiteGraph(links=(("d", "a"),))))
    assert steps_of(sessions) <= SEEN | {("d", "a")}


def test_guards_hold() -> None:
    b_first = Guard(action="d", rule=GuardRule.ALWAYS_AFTER, other="b")
    sessions = drawn(GuardedChain(guarded(MODEL, b_first)), Novelty(share=0.5, graph=GRAPH))
    with_d = [one for one in sessions if "d" in one]
    assert with_d
    assert all("b" in one[: one.index("d")] for one in with_d)


def test_novelty_needs_a_graph_and_a_share() -> None:
    with pytest.raises(InputError, match="--site-graph"):
        novelty_of(0.1, None)
    assert novelty_of(0.0, None) is None
    for share in (-0.1, 1.5, float("nan")):
        with pytest.raises(InputError, match="from 0 to 1"):
            novelty_of(share, GRAPH)


ACTIONS = ("view /", "view /cart", "add @ /product/{id}", "view /product/{id}", "POST /cart")


def test_a_template_stands_for_what_is_done_on_its_page_and_leads_to_its_view(
    tmp_path: Path,
) -> None:
    path = tmp_path / "links.tsv"
    path.write_text("# from\tto\n\n/product/{id}\t/cart\nview /cart\tPOST /cart\n/\t/\n", "utf-8")
    assert load_site_graph(path, ACTIONS) == SiteGraph(
        links=(
            ("add @ /product/{id}", "view /cart"),
            ("view /", "view /"),
            ("view /cart", "POST /cart"),
            ("view /product/{id}", "view /cart"),
        )
    )


def test_links_that_the_model_does_not_know_are_told(tmp_path: Path) -> None:
    path = tmp_path / "links.tsv"
    path.write_text("/\t/crat\n/\t/cart\n/nowhere-near\t/\n", "utf-8")
    graph = load_site_graph(path, ACTIONS)
    assert graph.links == (("view /", "view /cart"),)
    assert [(one.line, one.name, one.near) for one in graph.unknown] == [
        (1, "/crat", "/cart"),
        (3, "/nowhere-near", None),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/\t/cart\n/ /cart\n", "line 2: this is no link"),
        ("/\t\n", "line 1: this is no link"),
        ("# nothing\n", "there is no link"),
        ("/x\t/y\n", "of 1 links none is between actions of the model"),
    ],
)
def test_files_that_are_no_site_graph_of_the_model(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "links.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        load_site_graph(path, ACTIONS)
    with pytest.raises(InputError, match="no such file"):
        load_site_graph(tmp_path / "none.tsv", ACTIONS)
