"""Starts and stops mlflow's tracking server, which lives in an environment of its own."""

import json
import os
import signal
import socket
import subprocess
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks.tracking.api_visits import a_name

_REQUIREMENT: Final = "mlflow==3.17.2"
_CACHE: Final = Path.home() / ".cache" / "journeys-benchmarks" / "mlflow-3.17.2"
_START_S: Final = 300.0
_API: Final = "/api/2.0/mlflow"


def prepared_python(named: Path | None) -> Path:
    """The interpreter that has mlflow: the one that is named, or one made in the user's cache."""
    if named is not None:
        return named
    python = _CACHE / "bin" / "python"
    if not (_CACHE / "is-complete").exists():
        venv.create(_CACHE, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", _REQUIREMENT], check=True)
        (_CACHE / "is-complete").touch()
    return python


@contextmanager
def running_tracking(python: Path, folder: Path, seed: int) -> Iterator[str]:
    """The base URL of a tracking server whose experiments and runs are made by `seed`."""
    folder.mkdir(parents=True)
    port = _free_port()
    command = [
        *(
            str(python.absolute()),
            "-m",
            "mlflow",
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ),
        *("--backend-store-uri", f"sqlite:///{folder}/store.db", "--workers", "1"),
        *("--artifacts-destination", str(folder / "artifacts")),
    ]
    environment = os.environ | {"DO_NOT_TRACK": "true", "MLFLOW_DISABLE_TELEMETRY": "true"}
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            base_url = f"http://127.0.0.1:{port}"
            _wait_for(base_url, server, folder / "server.log")
            _fill(base_url, Random(seed))
            yield base_url
        finally:
            # The server has workers of its own, all in the session that was started for it.
            for sign in (signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                    os.killpg(server.pid, sign)
                    server.wait(10)


def _fill(base_url: str, random: Random) -> None:
    """Some experiments with runs, so that two servers have different ones."""
    for _ in range(random.randrange(4, 9)):
        made = _post(base_url, "/experiments/create", {"name": a_name(random)})
        for _ in range(random.randrange(2, 6)):
            content = {"experiment_id": made["experiment_id"], "start_time": 1_780_000_000_000}
            run = _post(base_url, "/runs/create", content | {"run_name": a_name(random)})
            metric = {"run_id": run["run"]["info"]["run_id"], "timestamp": 1_780_000_000_000}
            for key in ("loss", "accuracy"):
                value = {"key": key, "value": round(random.random(), 3), "step": 0}
                _post(base_url, "/runs/log-metric", metric | value)
    for _ in range(random.randrange(5, 9)):
        _post(base_url, "/registered-models/create", {"name": f"model-{a_name(random)}"})


def _post(base_url: str, path: str, content: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps(content).encode()
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(f"{base_url}{_API}{path}", data=body, headers=headers)) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def _wait_for(base_url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{base_url}/health", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"the tracking server did not start: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
