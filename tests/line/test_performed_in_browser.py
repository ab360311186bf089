"""The performed share in a real browser, with nothing written by hand: small, on the demo shop."""

from pathlib import Path

from journeys.evidence import Way
from tests.oscar.measuring import replay_export, unperformed
from tests.support.browser import browser_or_skip

_LOG = Path(__file__).parents[2] / "sample_data" / "access.log"


def test_a_browser_performs_what_an_access_log_tells(tmp_path: Path, sound_shop: str) -> None:
    browser_or_skip()
    measured = replay_export(
        _LOG, sound_shop, tmp_path / "shop", typical=4, rare=0, runner="browser"
    )
    run = measured.run
    assert run.performed.share is not None
    assert run.performed.share >= 0.9, unperformed(run)
    assert run.counts.failed == 0, unperformed(run)
    assert {Way.LINK, Way.FORM} <= {way for way, _ in run.performed.ways}
