import pytest

from journeys.page_parts.graph_layers import place
from journeys.report.data import EdgeReport, Walk
from journeys.report.graph_picture import EDGES_MAX, NODES_MAX, draw_graph
from journeys_mining.model.navigation_model import END, START
from tests.support.sample_run import sample_edges


def _edge(before: str, after: str, count: int = 1, walk: Walk = Walk.WALKED) -> EdgeReport:
    return EdgeReport(before=before, after=after, count=count, walk=walk)


def test_no_edges_make_no_picture() -> None:
    assert draw_graph([]) is None


def test_an_action_stands_where_the_likeliest_way_leads() -> None:
    edges = [
        _edge(START, "view /", 90),
        _edge(START, "view /cart", 1),
        _edge("view /", "view /product/{id}", 90),
        _edge("view /product/{id}", "view /cart", 90),
        _edge("view /cart", END, 90),
        _edge("view /cart", "view /", 5),
    ]
    assert place(edges, columns_max=9) == [
        [START],
        ["view /"],
        ["view /product/{id}"],
        ["view /cart"],
        [END],
    ]


def test_all_that_a_shop_has_is_drawn_inside_the_picture() -> None:
    edges = [_edge(one.before, one.after, one.count) for one in sample_edges()]

    picture = draw_graph(edges)

    assert picture is not None
    assert len(picture.edges) == len(edges)
    assert picture.left_out == ""
    actions = {node.action for node in picture.nodes}
    assert actions == {name for edge in edges for name in (edge.before, edge.after)}
    assert all(
        node.radius < node.x < picture.width and node.radius < node.y < picture.height
        for node in picture.nodes
    )
    xs = {node.action: node.x for node in picture.nodes}
    assert xs[START] == min(xs.values())
    assert xs[END] == max(xs.values())


def test_a_large_graph_says_what_it_leaves_out_and_keeps_what_failed() -> None:
    actions = [f"view /page-{number}" for number in range(100)]
    edges = [_edge(START, action, 1000 - number) for number, action in enumerate(actions)]
    edges += [_edge(action, END, 5) for action in actions]
    edges.append(_edge(actions[99], actions[98], 1, Walk.FAILED))

    picture = draw_graph(edges)

    assert picture is not None
    assert len(picture.nodes) == NODES_MAX
    assert len(picture.edges) <= EDGES_MAX
    assert {actions[98], actions[99], START, END} <= {node.action for node in picture.nodes}
    assert picture.edges[-1].walk is Walk.FAILED
    left_out = len(edges) - len(picture.edges)
    assert picture.left_out.startswith(f"62 actions and {left_out} transitions")


@pytest.mark.parametrize("count", [0, 1])
def test_edges_without_a_start_are_drawn_too(count: int) -> None:
    picture = draw_graph([_edge("pay", "pay", count), _edge("pay", "done", count)])
    assert picture is not None
    assert {node.label for node in picture.nodes} == {"pay", "done"}
