"""The line that reproduces a journey: the same steps with the same values, by the same account."""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from journeys.cli import main
from journeys.errors import ExitCode
from journeys.store import LoadedRun, ResultsStore

TOKENS = {"TOKEN_ONE": "first-token-123", "TOKEN_TWO": "second-token-456"}


@pytest.fixture
def folder(tmp_path: Path, shop_suite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shop_suite, tmp_path / "journey_suite")
    monkeypatch.chdir(tmp_path)
    for name, value in TOKENS.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "journeys.yaml").write_text(
        "identity:\n  header:\n    name: X-Customer\n    value: '{output}'\n"
        "    tokens: ['${TOKEN_ONE}', '${TOKEN_TWO}']\n"
    )
    return tmp_path


def sent(run: LoadedRun, journey: str) -> list[tuple[str, str, str]]:
    """Method, URL and body of each request, with the run's marker and its digest taken out.

    A page that was slow, and asked for again, is there once.
    """
    short = run.run.id.rpartition("-")[2]
    digests = (rf"(?<=journeys[- ]){short}-[0-9a-f]{{6}}", r"[0-9a-f]{8}(?=@example\.com)")
    # The number of a new order is the application's own.
    shapes = (re.escape(run.run.id), *digests, r"(?<=/order/)\d+")

    def shape(text: str) -> str:
        for one in shapes:
            text = re.sub(one, "MARKER", unquote_plus(text))
        return text

    requests = [
        (one.method, shape(one.url), shape((one.request_body.load() or b"").decode()))
        for attempt in run.attempts
        if attempt.journey_id == journey
        for step in attempt.steps
        for one in step.exchanges
    ]
    pairs = pairwise([("", "", ""), *requests])
    return [one for before, one in pairs if one[0] != "GET" or one != before]


def test_the_same_steps_with_the_same_values(
    folder: Path, sound_shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["replay", "--base-url", sound_shop, "--grep", "rare-checkout-c", "--json"]
    assert main(arguments) == ExitCode.OK
    (first,) = json.loads(capsys.readouterr().out)["runs"]
    longest = max(first["journeys"], key=lambda one: len(one["planned"]))
    assert main([*longest["reproduce"].split()[1:], "--json"]) == ExitCode.OK
    (second,) = json.loads(capsys.readouterr().out)["runs"]
    with ResultsStore.open(Path("journeys-results/results.db")) as store:
        before = store.load_run(first["run"]["id"])
        after = store.load_run(second["run"]["id"])
    assert sent(after, longest["id"]) == sent(before, longest["id"])
    bodies = "".join(body for _, _, body in sent(before, longest["id"]))
    assert "MARKER" in bodies
    kept = b"".join(one.read_bytes() for one in Path("journeys-results").rglob("*.*"))
    assert not any(token.encode() in kept for token in TOKENS.values())
