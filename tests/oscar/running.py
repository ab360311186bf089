"""Starts and stops a django-oscar shop in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]


def is_oscar_installed() -> bool:
    """Whether the shop's packages are there."""
    return all(find_spec(name) for name in ("oscar", "waitress", "whitenoise", "whoosh"))


@contextmanager
def running_oscar(folder: Path, seed: int) -> Iterator[str]:
    """The base URL of a shop that is filled by `seed`; `folder` is made and must not exist."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-W", "ignore", "-m", "tests.oscar.shop", str(folder)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--seed", str(seed)],
            cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        with server:
            try:
                base_url = server.stdout.readline().strip()
                if not base_url:
                    said = (folder / "server.log").read_text()[-2000:]
                    raise RuntimeError(f"the shop did not start: {said}")
                yield base_url
            finally:
                server.terminate()
