"""A real shop: mined from its access log, replayed on another one, with no binding written."""

import os
from pathlib import Path

import pytest

from journeys.evidence import Way
from tests.oscar.driver.crowd import access_log, visit_shop
from tests.oscar.measuring import replay_export, replay_word_for_word, unperformed
from tests.oscar.running import is_oscar_installed, running_oscar

pytestmark = pytest.mark.skipif(
    not is_oscar_installed() and not os.environ.get("CI"),
    reason="django-oscar is not installed: it is in the dependency group `dev`",
)


def test_another_shop_is_replayed_without_a_binding(tmp_path: Path) -> None:
    with running_oscar(tmp_path / "production", seed=1) as production:
        log = access_log(visit_shop(production, visitor_count=24, seed=1))
    (tmp_path / "access.log").write_text(log)
    with running_oscar(tmp_path / "staging", seed=2) as staging:
        measured = replay_export(tmp_path / "access.log", staging, tmp_path / "replayed")
        again = replay_word_for_word(log, staging, visitor_count=4)
    run = measured.run
    assert run.performed.share is not None
    assert run.performed.share >= 0.95, unperformed(run)
    assert measured.answered_share >= 0.95, unperformed(run)
    assert run.counts.failed == run.counts.flaky == 0, unperformed(run)
    assert run.counts.total >= 10
    assert {Way.LINK, Way.FORM, Way.REDIRECT} <= {way for way, _ in run.performed.ways}
    assert again < run.performed.share - 0.2
