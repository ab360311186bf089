"""A trace loses its secrets and stays a trace."""

import json
import zipfile
from pathlib import Path

from journeys_runners.masking.secret_values import SecretValues
from journeys_runners.masking.traces import mask_trace

COOKIE, TOKEN, TYPED, KNOWN = "c00kie-of-visit", "t0ken-of-page", "typed-passw", "known-before"
PICTURE = b"\xff\xd8" + KNOWN.encode()


def write_trace(path: Path) -> None:
    request = {
        "url": f"http://a.test/?token={TOKEN}&page=2",
        "headers": [{"name": "Cookie", "value": f"sid={COOKIE}; theme=dark"}],
        "cookies": [{"name": "sid", "value": COOKIE}],
    }
    field = {"type": "password", "name": "p", "__playwright_value_": TYPED}
    snapshot = {"type": "frame-snapshot", "snapshot": {"html": ["BODY", {}, ["INPUT", field]]}}
    fill = {"type": "before", "method": "fill", "params": {"value": TYPED}}
    with zipfile.ZipFile(path, "w") as trace:
        lines = [{"type": "resource-snapshot", "snapshot": {"request": request}}]
        trace.writestr("trace.network", "\n".join(map(json.dumps, lines)) + "\n")
        trace.writestr("trace.trace", "\n".join(map(json.dumps, (snapshot, fill))) + "\nbroken{")
        trace.writestr("resources/1.html", f"<p>{COOKIE} {KNOWN} {TOKEN} theme=dark</p>")
        trace.writestr("resources/2.dat", f"user=anna&password={TYPED}")
        trace.writestr("screencast/1.jpeg", PICTURE)


def test_what_is_secret_in_one_entry_is_masked_in_all(tmp_path: Path) -> None:
    path = tmp_path / "trace.zip"
    write_trace(path)
    mask_trace(path, SecretValues([KNOWN]))
    with zipfile.ZipFile(path) as trace:
        entries = {name: trace.read(name) for name in trace.namelist()}
    assert entries.pop("screencast/1.jpeg") == PICTURE
    text = b"\n".join(entries.values()).decode()
    assert not [one for one in (COOKIE, TOKEN, TYPED, KNOWN) if one in text]
    assert entries["resources/1.html"] == b"<p>*** *** *** theme=dark</p>"
    assert entries["resources/2.dat"] == b"user=anna&password=***"
    assert "http://a.test/?token=***&page=2" in text
    assert entries["trace.trace"].endswith(b"\nbroken{")
    for line in (*entries["trace.network"].splitlines(), *entries["trace.trace"].splitlines()[:2]):
        assert json.loads(line)
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_trace_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "trace.zip"
    path.write_bytes(b"no zip")
    mask_trace(path, SecretValues([KNOWN]))
    assert path.read_bytes() == b"no zip"
