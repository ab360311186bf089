"""docs/python-api.md says what is true."""

import doctest
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import journeys
from journeys_mining.model.navigation_model import END
from tests.support.model_factory import a_model

DOCUMENT = Path(__file__).parents[2] / "docs" / "python-api.md"


def test_the_examples_of_the_document(
    tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(shop_suite / "model.json", tmp_path)
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(str(DOCUMENT), module_relative=False)
    assert result.attempted > 8
    assert result.failed == 0


def test_importing_journeys_imports_nothing_else() -> None:
    code = "import sys, journeys; print([name for name in sys.modules if 'numpy' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_public_name_is_there() -> None:
    assert [name for name in journeys.__all__ if not hasattr(journeys, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'mine'"):
        _ = journeys.mine


def test_a_loaded_and_a_made_model_give_the_same(tmp_path: Path) -> None:
    made = a_model(*[("a", "b")] * 5, *[("a",)] * 5)
    made.save(tmp_path / "model.json")
    loaded = journeys.load_model(str(tmp_path / "model.json"))
    assert journeys.next_actions(loaded, ["a"]) == journeys.next_actions(made, ["a"])
    assert set(journeys.next_actions(made, ["a"])) == {"b", END}
    assert journeys.sample(made, 50, seed=1, max_steps=1) == [("a",)] * 50
