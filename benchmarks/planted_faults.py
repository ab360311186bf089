"""Plants faults one at a time in two applications and prints which of them a replay finds.

    python benchmarks/planted_faults.py
    python benchmarks/planted_faults.py --only redirect --sound 0

The applications are the demo shop, mined from its events, and django-oscar, mined from the access
log of visitors to another instance with other data. A fault is *found* if a journey fails, and
*named* if journeys fail at the step where it is and nowhere else. Then the same suites, drawn with
other seeds, are replayed without any fault: nothing may fail.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from journeys.cli import main as journeys
from journeys.demo.shop import run_shop
from journeys.report import Outcome
from tests.faults.planted_faults import FAULTS, Fault
from tests.faults.replaying import Found, narrowed, replay, replay_with_fault
from tests.oscar.driver.crowd import access_log, visit_shop
from tests.oscar.running import running_oscar

_EVENTS = Path(__file__).parents[1] / "sample_data" / "events.csv"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Plant faults and look for them.")
    parser.add_argument("--only", default="", help="Part of a fault's name.")
    parser.add_argument("--shop", choices=("demo", "oscar"), help="Only in this application.")
    parser.add_argument("--sound", type=int, default=10, help="Sound runs of each application.")
    parser.add_argument("--visitors", type=int, default=120, help="Visitors of django-oscar.")
    arguments = parser.parse_args()
    faults = [
        one for one in FAULTS if arguments.only in one.name and arguments.shop in (None, one.shop)
    ]
    with tempfile.TemporaryDirectory() as text:
        _measure(Path(text), faults, arguments)


def _measure(folder: Path, faults: list[Fault], arguments: argparse.Namespace) -> None:
    found: list[Found] = []
    sound: list[int] = []
    for shop in [arguments.shop] if arguments.shop else ["demo", "oscar"]:
        model = folder / f"{shop}.json"
        with _running(shop, folder, arguments.visitors, model) as base_url:
            for number, fault in enumerate(one for one in faults if one.shop == shop):
                found.append(_look_for(fault, folder, model, base_url, f"{shop}{number}"))
            sound += [
                _sound(shop, folder, model, base_url, seed) for seed in range(arguments.sound)
            ]
    named = sum(one.is_named for one in found)
    print(f"{len(found)} faults planted: {sum(one.is_found for one in found)} found, {named} named")
    print(f"{len(sound)} runs without a fault: {sum(sound)} journeys failed")


@contextmanager
def _running(shop: str, folder: Path, visitors: int, model: Path) -> Iterator[str]:
    """The shop to test, after its model was mined."""
    with ExitStack() as stack:
        if shop == "demo":
            export = _EVENTS
            base_url = stack.enter_context(run_shop(1)).base_url
        else:
            export = folder / "access.log"
            with running_oscar(folder / "production", seed=1) as production:
                crowd = visit_shop(production, visitor_count=visitors, seed=1)
            export.write_text(access_log(crowd))
            base_url = stack.enter_context(running_oscar(folder / "staging", seed=2))
        journeys(["mine", str(export), "--output", str(model), "-q"])
        yield base_url


def _look_for(fault: Fault, folder: Path, model: Path, base_url: str, name: str) -> Found:
    suite = _suite(folder, model, seed=0)
    if fault.runner == "browser" or fault.shop == "oscar":
        # In a browser, or in a shop that takes its time, a whole suite takes minutes.
        most, others = (4, 2) if fault.runner == "browser" else (9, 5)
        suite = narrowed(suite, folder / f"suite-{name}", fault.at, most=most, others=others)
    began_s = time.perf_counter()
    found = replay_with_fault(fault, suite, base_url, folder / name)
    mark = "named" if found.is_named else "found" if found.is_found else "MISSED"
    took_s = time.perf_counter() - began_s
    print(f"{mark:6}  {fault.shop:5}  {fault.runner:7}  {fault.name}  ({took_s:.0f} s)")
    if found.right:
        print(f"        {found.right} journeys: {found.reason}")
    for kind, ends in (("wrongly", found.wrong), ("inconclusive", found.inconclusive)):
        for end, count in ends.most_common():
            print(f"        {kind}: {count} × {end}")
    print(end="", flush=True)
    return found


def _sound(shop: str, folder: Path, model: Path, base_url: str, seed: int) -> int:
    suite = _suite(folder, model, seed=seed + 100)
    run = replay(suite, base_url, folder / f"{shop}-sound-{seed}", runner="http")
    bad = [one for one in run.journeys if one.outcome in (Outcome.FAILED, Outcome.FLAKY)]
    print(f"sound   {shop:5}  seed {seed + 100}: {run.counts}")
    for one in bad:
        print(f"        {one.id}: {one.problem}")
    print(end="", flush=True)
    return len(bad)


def _suite(folder: Path, model: Path, *, seed: int) -> Path:
    suite = folder / f"suite-{model.stem}-{seed}"
    if not suite.exists():
        journeys(["generate", str(model), "--into", str(suite), "--seed", str(seed), "-q"])
    return suite


if __name__ == "__main__":
    main()
