"""Prints what share of production's steps a replay performs, on four applications.

    python benchmarks/performed_share.py
    python benchmarks/performed_share.py --visitors 60 --seed 7
    python benchmarks/performed_share.py --runner browser

On a real shop, django-oscar: visitors leave an access log at one instance, and recordings (HAR) of
their browsers; each is mined with no flag, and the suite is replayed, with no binding, on a second
instance with other products, other categories and other ids. Then the same on the demo shop; on
mlflow's JSON API, from recordings; and in a browser on mlflow's single-page application, from
analytics. Beside each figure stands what sending the export's requests again word for word would
have come to.

mlflow is no dependency of ours: it is installed into an environment of its own in the user's cache,
or `--mlflow-python` names the interpreter of one that is there.

The share is defined in `journeys/report/performed_share.py`.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.tracking.measuring import measure_api, measure_pages
from journeys.demo.shop import run_shop
from journeys.report import Outcome
from tests.oscar.driver.crowd import access_log, visit_shop
from tests.oscar.measuring import Measured, replay_export, unperformed
from tests.oscar.running import running_oscar
from tests.oscar.word_for_word import replay_log, replay_recordings
from tests.support.recording import write_recordings

_DEMO_LOG = Path(__file__).parents[1] / "sample_data" / "access.log"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the performed share.")
    parser.add_argument("--visitors", type=int, default=150, help="Visitors of the real shop.")
    parser.add_argument("--typical", type=int, default=100, help="Typical journeys replayed.")
    parser.add_argument("--repeated", type=int, default=60, help="Visitors sent word for word.")
    parser.add_argument("--runner", default="http", help="How: http, or browser.")
    parser.add_argument("--seed", type=int, default=1, help="Of the first shop and its visitors.")
    parser.add_argument("--on", choices=_MEASURES, action="append", help="Default: all.")
    parser.add_argument("--people", type=int, default=60, help="Visitors of mlflow's pages.")
    parser.add_argument("--mlflow-python", type=Path, help="An interpreter that has mlflow.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.on or _MEASURES:
            _MEASURES[name](Path(folder), arguments)


def _measure_oscar(folder: Path, arguments: argparse.Namespace) -> None:
    """From each of the two exports that the same visitors leave, on one second instance."""
    seed = arguments.seed
    with running_oscar(folder / "production", seed) as production:
        crowd = visit_shop(production, visitor_count=arguments.visitors, seed=seed)
    log = folder / "access.log"
    log.write_text(access_log(crowd))
    recordings = write_recordings([one.recording for one in crowd], folder / "recordings")
    who = f"{sum(len(one.hits) for one in crowd):,} requests of {len(crowd)} visitors"
    with running_oscar(folder / "staging", seed + 1) as staging:
        measured = _replay(log, staging, folder / "from-log", arguments)
        again = replay_log(log.read_text(), staging, visitor_count=arguments.repeated)
        _print(f"django-oscar, access log: {who}", measured, again)
        measured = _replay(recordings, staging, folder / "from-recordings", arguments)
        again = replay_recordings(sorted(recordings.iterdir())[: arguments.repeated], staging)
        _print(f"django-oscar, recordings: {who}", measured, again)


def _measure_demo(folder: Path, arguments: argparse.Namespace) -> None:
    with run_shop(1) as shop:
        measured = _replay(_DEMO_LOG, shop.base_url, folder / "demo", arguments)
        again = replay_log(_DEMO_LOG.read_text(), shop.base_url, visitor_count=arguments.repeated)
    _print("demo shop, sample_data/access.log", measured, again)


def _replay(export: Path, base_url: str, folder: Path, arguments: argparse.Namespace) -> Measured:
    return replay_export(
        export, base_url, folder, typical=arguments.typical, runner=arguments.runner
    )


def _measure_api(folder: Path, arguments: argparse.Namespace) -> None:
    measure_api(folder, arguments, _print)


def _measure_pages(folder: Path, arguments: argparse.Namespace) -> None:
    measure_pages(folder, arguments, _print)


_MEASURES = {
    "oscar": _measure_oscar,
    "demo": _measure_demo,
    "mlflow-api": _measure_api,
    "mlflow-pages": _measure_pages,
}


def _print(title: str, measured: Measured, again: float) -> None:
    run = measured.run
    counts = ", ".join(f"{run.counts.of(one)} {one}" for one in Outcome if run.counts.of(one))
    print(f"{title}\n  {run.counts.total} journeys, {run.steps.planned_count} steps: {counts}")
    print(f"  {run.performed.share or 0:7.2%}  performed")
    for way, share in run.performed.ways:
        print(f"  {share:7.2%}    {way}")
    print(f"  {measured.answered_share:7.2%}  answered with production's status")
    print(f"  {again:7.2%}  of the export's requests, word for word, as production answered them")
    for end, count in unperformed(run).most_common():
        print(f"  {count:4} × {end}")


if __name__ == "__main__":
    main()
