"""Templates of real applications' routes, on less traffic than the benchmark's."""

import pytest

from benchmarks.route_lists import route_lists, whole_route_lists
from benchmarks.route_traffic import respelt, traffic
from benchmarks.template_accuracy import fault, is_right, learned_templates

_LEAST = {"mediawiki": 0.8}
"""Special pages of a wiki look like its articles."""


@pytest.mark.parametrize("name", list(route_lists()))
def test_most_urls_get_the_right_template(name: str) -> None:
    visits = respelt(traffic(route_lists()[name], 6000, seed=1), share=0.2, seed=1)
    learned = learned_templates([visit.path for visit in visits])
    right = sum(is_right(visit, learned[visit.path]) for visit in visits)
    assert right / len(visits) >= _LEAST.get(name, 0.9)


@pytest.mark.parametrize(("name", "even"), [("wagtail", True), ("medusa", True), ("oscar", False)])
def test_sections_of_one_shape_keep_their_names(name: str, even: bool) -> None:
    visits = traffic(whole_route_lists()[name], 8000, seed=1, even=even)
    learned = learned_templates([visit.path for visit in visits])
    wrong = [
        fault(one, learned[one.path]) for one in visits if not is_right(one, learned[one.path])
    ]
    assert len(wrong) <= 0.05 * len(visits)
    assert wrong.count("merged") <= 0.02 * len(visits)
