"""The benchmark reads the formats of the literature and measures what it says."""

import zipfile
from pathlib import Path

import pytest

from benchmarks.ipredict import Protocol, next_step_accuracy, qualifying
from benchmarks.model_quality import measure
from benchmarks.public_sets import SequenceSet, public_sets
from benchmarks.sequence_files import read_sessions
from journeys.audit.model_evaluation.realism import copy_share, infeasible_share, length_ks
from journeys.audit.model_evaluation.two_sample import two_sample_auc
from journeys.errors import InputError
from tests.support.shared_data import shared_data

MSNBC = (
    "% Different categories found in input file:\n\nfrontpage news\n\n% Sequences:\n\n1 1 \n2 \n"
)


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("Home,14th_century\nHome\n", [("Home", "14th_century"), ("Home",)]),
        ("@CONVERTED\n1 -1 2 -1 -2\n3 -1 -2\n", [("1", "2"), ("3",)]),
        ("1 32 45 \n\n2 86\n", [("1", "32", "45"), ("2", "86")]),
        (MSNBC, [("1", "1"), ("2",)]),
    ],
    ids=["n-gram", "SPMF", "ids", "MSNBC"],
)
def test_each_format_is_read(tmp_path: Path, text: str, sessions: list[tuple[str, ...]]) -> None:
    path = tmp_path / "sessions.txt"
    path.write_text(text)
    assert read_sessions(path) == sessions
    with zipfile.ZipFile(tmp_path / "sessions.zip", "w") as archive:
        archive.write(path, "sessions.txt")
    assert read_sessions(tmp_path / "sessions.zip") == sessions


def test_what_is_no_file_of_sessions_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt: the file cannot be read"):
        read_sessions(tmp_path / "none.txt")
    (tmp_path / "empty.txt").write_text("# nothing\n")
    with pytest.raises(InputError, match="has no session"):
        read_sessions(tmp_path / "empty.txt")
    (tmp_path / "few.txt").write_text("1 2\n3\n")
    few = SequenceSet(name="few", files=(tmp_path / "few.txt",))
    with pytest.raises(InputError, match=r"few\.txt: 2 sessions are too few"):
        measure(few, order=1, seed=0)


def test_realism_by_hand() -> None:
    real = [("a", "b")] * 30 + [("a", "b", "c", "d", "e")] * 10
    assert length_ks(real, real) == 0.0
    assert length_ks([("a",)], [("a", "b")]) == 1.0
    assert copy_share(real, [("a", "b", "c", "d", "e")]) == 1.0
    assert copy_share([("a", "b", "c", "d", "f")], real) == 0.0
    assert infeasible_share([("a", "b", "a", "c")], frozenset({("a", "b")})) == 1 / 3
    assert two_sample_auc([("x", "y")] * 40, real, seed=0) == 1.0


def test_the_protocol_on_sessions_that_go_round() -> None:
    """After each of five actions the next is certain, so each prediction holds."""
    ring = [tuple("abcde"[(start + step) % 5] for step in range(8)) for start in range(5)] * 20
    protocol = Protocol(session_count=90, least_steps=6, consequent=1, window=5, repeats_go="after")
    asked = qualifying([("a", "b"), *ring], protocol)
    assert len(asked) == 90
    assert next_step_accuracy(asked, protocol, order=2, seed=0) == 1.0


def test_wikispeedia_keeps_its_gates() -> None:
    sets = public_sets(shared_data("sequences"))
    (wikispeedia,) = (one for one in sets if one.name == "wikispeedia")
    part = SequenceSet(
        name="part", files=wikispeedia.files[:1], most_sessions=8000, links=wikispeedia.links
    )
    figures = {one.name: one for one in measure(part, order=3, seed=0)}
    assert figures["perplexity"].holds  # no worse than first order
    assert figures["copies"].holds
    assert figures["infeasible"].value <= wikispeedia.gates["infeasible"]
