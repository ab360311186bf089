"""A real shop: mined from what its visitors leave, replayed on another one, with no binding."""

import os
from pathlib import Path

import pytest

from journeys.evidence import Way
from tests.oscar.driver.crowd import access_log, visit_shop
from tests.oscar.measuring import Measured, replay_export, unperformed
from tests.oscar.running import is_oscar_installed, running_oscar
from tests.oscar.word_for_word import replay_log, replay_recordings
from tests.support.recording import write_recordings

pytestmark = pytest.mark.skipif(
    not is_oscar_installed() and not os.environ.get("CI"),
    reason="django-oscar is not installed: it is in the dependency group `dev`",
)


def test_another_shop_is_replayed_without_a_binding(tmp_path: Path) -> None:
    with running_oscar(tmp_path / "production", seed=1) as production:
        crowd = visit_shop(production, visitor_count=24, seed=1)
    log, recordings = tmp_path / "access.log", tmp_path / "recordings"
    log.write_text(access_log(crowd))
    write_recordings([one.recording for one in crowd], recordings)
    with running_oscar(tmp_path / "staging", seed=2) as staging:
        by_log = replay_export(log, staging, tmp_path / "by-log", typical=12)
        by_recordings = replay_export(
            recordings, staging, tmp_path / "by-recordings", typical=6, rare=0
        )
        logged_again = replay_log(log.read_text(), staging, visitor_count=4)
        recorded_again = replay_recordings(sorted(recordings.iterdir())[:4], staging)
    assert counts_of(by_log) == counts_of(by_recordings)
    assert by_log.run.counts.total >= 10
    assert {Way.LINK, Way.FORM, Way.REDIRECT} <= {way for way, _ in by_log.run.performed.ways}
    for measured, again in ((by_log, logged_again), (by_recordings, recorded_again)):
        assert_performed(measured)
        assert again < (measured.run.performed.share or 0) - 0.2


def counts_of(measured: Measured) -> list[tuple[object, ...]]:
    """A log knows times by the second only, so they are left out."""
    transitions = measured.model.transitions
    return [(one.context, one.action, one.count, one.users) for one in transitions]


def assert_performed(measured: Measured) -> None:
    run = measured.run
    assert run.performed.share is not None
    assert run.performed.share >= 0.95, unperformed(run)
    assert measured.answered_share >= 0.95, unperformed(run)
    assert run.counts.failed == run.counts.flaky == 0, unperformed(run)
