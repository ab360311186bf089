"""Models for other tools: what they read must be well formed, and whole."""

import json
import random
import re
import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.convert import CONVERTERS
from journeys_mining.model.navigation_model import NavigationModel
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


@settings(max_examples=30, deadline=None)
@given(sessions=SESSIONS)
def test_weights_of_a_graphwalker_vertex_are_percents_that_sum_to_one(
    sessions: list[list[str]],
) -> None:
    (model,) = json.loads(convert("graphwalker", a_model(*sessions)))["models"]
    vertices = {one["id"] for one in model["vertices"]}
    percents: dict[str, int] = dict.fromkeys(vertices - {"end"}, 0)
    for edge in model["edges"]:
        assert {edge["sourceVertexId"], edge["targetVertexId"]} <= vertices
        if edge["sourceVertexId"] != "end":
            percents[edge["sourceVertexId"]] += round(edge["weight"] * 100)
    assert set(percents.values()) == {100}


def test_graphwalker_is_told_to_lose_what_it_cannot_follow() -> None:
    """One of three hundred sessions goes from / to POST /cart: a third of a percent."""
    conversion = CONVERTERS["graphwalker"](MODEL)
    assert conversion.notes[0].endswith("cannot follow: 1")
    assert "view__post_cart" not in conversion.text


class RecordingClient:
    """Stands for Locust's HTTP session."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []
        self.cookies: dict[str, str] = {}

    def request(self, method: str, url: str, name: str) -> None:
        assert "{" in name or name == url
        self.requests.append((method, url))


@pytest.fixture
def locustfile(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The locustfile, run with the names that it takes from Locust."""

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
    namespace: dict[str, Any] = {}
    exec(compile(convert("locust"), "locustfile.py", "exec"), namespace)
    return namespace


def test_a_locustfile_walks_from_start_to_end(locustfile: dict[str, Any]) -> None:
    tasks, client = locustfile["Journeys"], RecordingClient()
    rng, name, visits = random.Random(1), "start", 0
    while visits < 50:
        task = getattr(tasks, name)
        task(SimpleNamespace(client=client))
        (name,) = rng.choices(list(task.transitions), weights=list(task.transitions.values()))
        visits += name == "end"
    assert ("GET", "/") in client.requests
    assert ("GET", "/product/1") in client.requests
    assert ("POST", "/cart") in client.requests


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
    assert 'search_x["search #quot;x#quot; @ /"]' in convert("mermaid")
    assert r'"view /" -> "search \"x\" @ /"' in convert("graphviz")
    assert "0.3%" in convert("graphviz")
    assert "start -->|100%| view\n" in convert("mermaid")
