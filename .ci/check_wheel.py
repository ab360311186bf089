"""Installs the wheel into an empty environment and uses it there as a stranger would.

1. The wheel holds our three packages and nothing else at its top level.
2. `journeys --help` works from an empty folder.
3. `journeys demo` works where there is no clone.
4. The suite it wrote, copied into a repository of its own, passes under pytest against release
   one of the shop and fails against release two. One journey of it does the same, however pytest
   is started, in a repository with folders called journeys, mining and runners, which must not
   hide ours.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOP_LEVEL = {"journeys", "journeys_mining", "journeys_runners"}
PLANTED = ("server error", "missing event", "too slow", "broken link")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="journeys-wheel-") as scratch:
        folder = Path(scratch)
        wheel = build(folder)
        check_top_level(wheel)
        python = install(wheel, folder / "env")
        check_help(python, folder)
        check_demo(python, folder)
        suite = folder / "demo" / "journey_suite"
        pytest = [str(python.with_name("pytest"))]
        check_suite(python, pytest, own_repository(suite, folder / "own"), PLANTED)
        hostile = hostile_repository(suite, folder / "hostile")
        for start in (pytest, [str(python), "-P", "-m", "pytest"]):
            check_suite(python, [*start, "-k", "size-guide"], hostile, ("broken link",))
    print("wheel: all held")


def build(folder: Path) -> Path:
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def check_top_level(wheel: Path) -> None:
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    names = {name for name in names if not name.endswith(".dist-info")}
    expect(names == TOP_LEVEL, f"the wheel's top level is {sorted(names)}")


def install(wheel: Path, env: Path) -> Path:
    run([sys.executable, "-m", "venv", str(env)])
    python = env / "bin" / "python"
    # What is used is compiled when it is used: a few of all the modules.
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-compile"]
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")])
    run([*pip, "--no-deps", str(wheel)])
    run([str(python), "-m", "pip", "check"])
    return python


def check_help(python: Path, folder: Path) -> None:
    empty = folder / "empty"
    empty.mkdir()
    shown = run([str(python.with_name("journeys")), "--help"], cwd=empty)
    expect("Examples:" in shown, "journeys --help shows no examples")


def check_demo(python: Path, folder: Path) -> None:
    journeys = str(python.with_name("journeys"))
    shown = run([journeys, "demo", "--into", "demo"], cwd=folder)
    for cause in PLANTED:
        expect(cause in shown, f"the demo did not find the planted {cause!r}:\n{shown}")


def own_repository(suite: Path, repository: Path) -> Path:
    """A repository that holds the suite and nothing else."""
    shutil.copytree(suite, repository / "journey_suite")
    return repository


def hostile_repository(suite: Path, repository: Path) -> Path:
    """A repository with the suite and with packages called as ours."""
    own_repository(suite, repository)
    for name in ("journeys", "mining", "runners"):
        (repository / name).mkdir()
        (repository / name / "__init__.py").write_text('raise RuntimeError("not ours")\n')
    return repository


def check_suite(
    python: Path, pytest: Sequence[str], repository: Path, causes: Sequence[str]
) -> None:
    """It passes on release 1; on release 2 it names the causes."""
    command = [*pytest, "journey_suite", "-q", "-p", "no:cacheprovider"]
    with shop(python, release=1) as url:
        shown = run([*command, "--base-url", url], cwd=repository)
        expect(" passed" in shown, f"no journey passed:\n{shown}")
    with shop(python, release=2) as url:
        shown = run([*command, "--base-url", url], cwd=repository, code=1)
        for cause in causes:
            expect(cause in shown, f"pytest did not name the planted {cause!r}:\n{shown}")
    print(f"suite in {repository.name} repository: passes on release 1, fails on release 2")


@contextmanager
def shop(python: Path, *, release: int) -> Iterator[str]:
    process = subprocess.Popen(
        [str(python), "-m", "journeys.demo", "--release", str(release), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # release 2 logs its planted exception
        text=True,
    )
    try:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        expect(address is not None, "the shop did not print its address")
        assert address is not None
        yield address[0]
    finally:
        process.terminate()
        process.wait(timeout=20)


def run(command: Sequence[str], *, cwd: Path | None = None, code: int = 0) -> str:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        command,
        check=False,
        cwd=cwd,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    expect(done.returncode == code, f"{command} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(f"wheel: {otherwise}")


main()
