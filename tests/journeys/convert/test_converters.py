"""Models for other tools: what they read must be well formed, and whole."""

import json
import random
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.convert import CONVERTERS
from journeys_mining.model.navigation_model import NavigationModel, SlotValue
from tests.support.model_factory import a_model

MODEL = a_model(
    *[("view /", "view /product/{id}", "add @ /product/{id}", "POST /cart")] * 270,
    *[("view /", 'search "x" @ /')] * 29,
    ("view /", "POST /cart"),
    think_s=(4.0, 9.0),
)
SESSIONS = st.lists(
    st.lists(st.sampled_from(["view /", "view /a", "b @ /a", "POST /c"]), min_size=1), min_size=1
)


def convert(tool: str, model: NavigationModel = MODEL) -> str:
    return CONVERTERS[tool](model).text


@pytest.mark.parametrize("tool", CONVERTERS)
def test_same_model_same_text(tool: str) -> None:
    assert convert(tool) == convert(tool)


@settings(max_examples=30)
@given(sessions=SESSIONS)
def test_one_edge_of_each_graphwalker_vertex_takes_what_the_others_leave(
    sessions: list[list[str]],
) -> None:
    """GraphWalker refuses weights whose sum, as floats, is more than 1."""
    (model,) = json.loads(convert("graphwalker", a_model(*sessions)))["models"]
    vertices = {one["id"] for one in model["vertices"]}
    weights: dict[str, list[float | None]] = {one: [] for one in vertices}
    for edge in model["edges"]:
        assert edge["targetVertexId"] in vertices
        weights[edge["sourceVertexId"]].append(edge.get("weight"))
    for of_vertex in weights.values():
        said = [one for one in of_vertex if one is not None]
        assert len(of_vertex) - len(said) == 1
        assert all(round(one * 100, 9).is_integer() for one in said)
        assert sum(said) < 0.999


def test_graphwalker_is_told_to_lose_what_it_cannot_follow() -> None:
    """One of three hundred sessions goes from / to POST /cart: a third of a percent."""
    conversion = CONVERTERS["graphwalker"](MODEL)
    assert "left out, being below 1%: 1 transitions" in conversion.notes
    assert "view__post_cart" not in conversion.text


class RecordingClient:
    """Stands for Locust's HTTP session."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []
        self.cookies: dict[str, str] = {}

    def request(self, method: str, url: str, name: str) -> None:
        assert "{" in name or name == url
        self.requests.append((method, url))


RunLocustfile = Callable[[str], dict[str, Any]]


@pytest.fixture
def run_locustfile(monkeypatch: pytest.MonkeyPatch) -> RunLocustfile:
    """Runs a locustfile with the names that it takes from Locust."""

    def transitions(weights: dict[str, int]) -> Callable[[Any], Any]:
        def decorate(task: Any) -> Any:
            task.transitions = weights
            return task

        return decorate

    fake = ModuleType("locust")
    names = {"HttpUser": object, "MarkovTaskSet": object, "between": max}
    for name, value in (names | {"transitions": transitions}).items():
        setattr(fake, name, value)
    monkeypatch.setitem(sys.modules, "locust", fake)

    def run(text: str) -> dict[str, Any]:
        namespace: dict[str, Any] = {}
        exec(compile(text, "locustfile.py", "exec"), namespace)
        return namespace

    return run


def test_a_locustfile_walks_from_start_to_end(run_locustfile: RunLocustfile) -> None:
    tasks, client = run_locustfile(convert("locust"))["Journeys"], RecordingClient()
    rng, name, visits = random.Random(1), "do_start", 0
    while visits < 50:
        task = getattr(tasks, name)
        task(SimpleNamespace(client=client))
        (name,) = rng.choices(list(task.transitions), weights=list(task.transitions.values()))
        visits += name == "do_end"
    assert ("GET", "/") in client.requests
    assert ("GET", "/product/1") in client.requests
    assert ("POST", "/cart") in client.requests


def test_an_event_may_be_called_as_python_locust_or_mermaid_call_something(
    run_locustfile: RunLocustfile,
) -> None:
    model = a_model(("import", "class", "run", "client", "user", "wait", "start", "end", "click"))
    tasks = run_locustfile(convert("locust", model))["Journeys"]
    assert tasks.do_import.transitions == {"do_class": 1}
    assert tasks.do_end_2.transitions == {"do_click": 1}
    assert not {"run", "client", "user", "wait"} & set(vars(tasks))
    assert 'do_click["click"]' in convert("mermaid", model)


def test_values_are_escaped_where_they_enter_a_path(run_locustfile: RunLocustfile) -> None:
    model = replace(
        a_model(("view /search?q={q}",)),
        slot_values=(
            SlotValue(action="view /search?q={q}", slot="q", value="a&b/c", count=9, users=9),
        ),
    )
    fill = run_locustfile(convert("locust", model))["fill"]
    assert fill("/search?q={q}") == "/search?q=a%26b%2Fc"
    assert '"a&b/c"' in convert("k6", model)


def test_a_k6_script_holds_every_transition_and_request() -> None:
    text = convert("k6")
    nexts = json.loads(re.findall(r"const NEXT = (\{.*?\n\});", text, flags=re.DOTALL)[0])
    ranked = [["view /product/{id}", 270], ['search "x" @ /', 29], ["POST /cart", 1]]
    assert nexts["view /"] == ranked
    assert nexts["POST /cart"] == [[None, 271]]
    requests = json.loads(re.findall(r"const REQUESTS = (\{.*?\n\});", text, flags=re.DOTALL)[0])
    assert requests["POST /cart"] == {"method": "POST", "template": "/cart"}
    assert "add @ /product/{id}" not in requests


def test_quotation_marks_do_not_break_out_of_a_drawing() -> None:
    assert 'do_search_x["search #quot;x#quot; @ /"]' in convert("mermaid")
    assert r'"view /" -> "search \"x\" @ /"' in convert("graphviz")
    assert "0.3%" in convert("graphviz")
    assert "do_start -->|100%| do_view\n" in convert("mermaid")
