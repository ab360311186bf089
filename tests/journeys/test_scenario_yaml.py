"""Scenarios: there and back, and every fault at once."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.errors import FaultyFileError, InputError
from journeys.journey import Expectation, Journey, JourneyId, JourneyKind, Step
from journeys.scenario_yaml import load_scenario, scenario_text

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    str.strip
)
TENTHS_S = st.integers(0, 6000).map(lambda tenths: tenths / 10)
STEPS = st.builds(
    Step,
    action=TEXT,
    values=st.dictionaries(TEXT, TEXT, max_size=2).map(lambda pairs: tuple(pairs.items())),
    think_s=TENTHS_S,
    expect=st.builds(
        Expectation,
        status=st.sampled_from([None, "2xx", "404"]),
        or_status=st.sampled_from([(), (("409", 0.31),), (("404", 0.4), ("4xx", 1.0))]),
        page=st.sampled_from([None, "/", "/product/{id}?q={q}"]),
        latency_s=st.none() | st.integers(1, 999).map(lambda ms: ms / 1000),
        events=st.sampled_from([(), ("purchase",), ("purchase", "Order Completed")]),
    ),
)


@given(
    journey=st.builds(
        Journey,
        id=st.just(JourneyId("rare-apply-coupon-3f2a1c")),
        kind=st.sampled_from(JourneyKind),
        prob=st.floats(0, 1),
        reason=TEXT,
        steps=st.lists(STEPS, min_size=1, max_size=3).map(tuple),
        weight=st.none() | st.floats(0, 2),
    )
)
def test_a_scenario_reads_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, journey: Journey
) -> None:
    path = tmp_path_factory.mktemp("scenario") / "one.yaml"
    path.write_text(scenario_text(journey), encoding="utf-8")
    assert load_scenario(path) == journey


def test_all_faults_are_told_at_once_each_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "three.yaml"
    path.write_text(
        """\
scenario: rare-x
kind: rare
probability: 0.1
reason: three faults
steps:
- do: view /
  expct: {status: 2xx}
- do: view /cart
  think: soon
- with: {id: 1}
"""
    )
    with pytest.raises(FaultyFileError) as caught:
        load_scenario(path)
    assert [(fault.path, fault.message.split(";")[0]) for fault in caught.value.faults] == [
        ("$.steps[0].expct", "unknown key"),
        ("$.steps[1].think", "'soon' is not a duration"),
        ("$.steps[2].do", "this key is missing"),
    ]
    assert "did you mean 'expect'?" in str(caught.value)


def test_text_that_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("scenario: x\nsteps: [\n")
    with pytest.raises(InputError, match=r"broken\.yaml:3: this is not YAML"):
        load_scenario(path)


def test_the_scenario_in_the_documents_is_one(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "one.yaml").write_text(block, encoding="utf-8")
    events = [step.expect.events for step in load_scenario(tmp_path / "one.yaml").steps]
    assert events == [(), ("add_to_cart", "cart_updated"), (), ()]
