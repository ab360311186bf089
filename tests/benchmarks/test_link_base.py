"""The base that knows a site's links: probabilities still sum to one, and links are expected."""

import numpy as np
import pytest

from benchmarks.link_base import LinkBase, chain_along_links
from journeys_mining.chain.coded_chain import SessionCoder
from journeys_mining.chain.fitted_chain import fit_chain

NAMES = SessionCoder(["a", "b", "c"]).names
BASE = np.array([0.0, 0.2, 0.1, 0.3, 0.35, 0.05])  # START, END, a, b, c, unknown
LINKS = LinkBase.of([("a", "b"), ("a", "elsewhere"), ("b", "a"), ("b", "c")], NAMES, BASE)


def test_a_page_expects_its_links_and_the_end_and_a_little_of_everything() -> None:
    found = LINKS.probs(np.full(6, 2), np.array([0, 1, 2, 3, 4, -1]))
    # 0.98 shared by the end and b as 0.2 to 0.3, and 0.02 by frequency.
    by_hand = [0, 0.98 * 0.4 + 0.004, 0.002, 0.98 * 0.6 + 0.006, 0.007, 0.001]
    assert found == pytest.approx(by_hand)


@pytest.mark.parametrize("page", [-1, 0, 2, 3, 4])
def test_it_sums_to_one_on_every_page(page: int) -> None:
    found = LINKS.probs(np.full(6, page), np.array([0, 1, 2, 3, 4, -1]))
    assert found.sum() == pytest.approx(1.0)
    if page not in (2, 3):
        assert found == pytest.approx(BASE)


def test_a_chain_along_links_sums_to_one_and_expects_a_link_never_seen() -> None:
    sessions = [*[("a", "b", "a")] * 60, *[("a", "b", "c")] * 60, *[("c", "a")] * 60]
    chain = fit_chain(sessions, sessions[::2], order=2)
    links = [("a", "b"), ("a", "c"), ("b", "a"), ("b", "c"), ("c", "b")]
    # Users who were held out took a link that nobody else took.
    held_out = sessions[::2] + [("a", "c")] * 10
    linked = chain_along_links(chain, sessions, held_out, links, order=2).smoothed
    every = np.array([1, 2, 3, 4, -1])
    # No session goes from c to b: after c alone the links make it likelier.
    after_c = np.flatnonzero((linked.trie.depth == 1) & (linked.trie.action == 4))
    plain = chain.scoring.smoothed.probs(after_c, np.array([3]))
    assert linked.probs(after_c, np.array([3])) > plain
    for context in np.flatnonzero(linked.trie.depth <= linked.trie.order).tolist():
        probs = linked.probs(np.full(5, context), every)
        assert probs.sum() == pytest.approx(1.0)
        assert linked.end_prob[context] == pytest.approx(probs[0])
