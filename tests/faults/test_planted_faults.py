"""Some planted faults are found where they are; `benchmarks/planted_faults.py` has them all."""

import shutil
from pathlib import Path

import pytest

from journeys.report import Outcome
from journeys.verdict import Cause
from tests.faults.planted_faults import FAULTS, IN_DEMO_SHOP, Fault
from tests.faults.proxy import no_fault, planted
from tests.faults.replaying import narrowed, replay, replay_with_fault
from tests.support.browser import browser_or_skip

BY_NAME = {one.name: one for one in IN_DEMO_SHOP}
QUICK = (
    "500 on a branch: express delivery",
    "wrong redirect after signing in",
    "session lost on one page",
    "missing link: from the cart to the checkout",
    "stale CSRF token in the product page's form",
    "connection dropped on one page",
    "empty page",
    "wrong content type",
    "error page with status 200",
    "value lost between steps: the address",
)


@pytest.mark.parametrize("name", QUICK)
def test_a_fault_is_found_where_it_is(
    name: str, shop_suite: Path, sound_shop: str, tmp_path: Path
) -> None:
    fault = BY_NAME[name]
    suite = narrowed(shop_suite, tmp_path / "suite", fault.at, most=2, others=3)
    found = replay_with_fault(fault, suite, sound_shop, tmp_path / "results")
    assert found.is_named, found


@pytest.mark.parametrize("name", ["event sent twice", "style sheet missing"])
def test_a_fault_of_scripts_is_found_in_a_browser(
    name: str, shop_suite: Path, sound_shop: str, tmp_path: Path
) -> None:
    browser_or_skip()
    fault = BY_NAME[name]
    suite = narrowed(shop_suite, tmp_path / "suite", fault.at, most=1)
    found = replay_with_fault(fault, suite, sound_shop, tmp_path / "results")
    assert found.is_named, found


def test_nothing_fails_through_the_proxy_alone(
    shop_suite: Path, sound_shop: str, tmp_path: Path
) -> None:
    suite = tmp_path / "suite"
    shutil.copytree(shop_suite, suite)
    with planted(sound_shop, no_fault) as base_url:
        run = replay(suite, base_url, tmp_path / "results", runner="http")
    assert {one.outcome for one in run.journeys} == {Outcome.PASSED}


def test_each_fault_has_a_name_and_a_step_of_its_own() -> None:
    assert len({one.name for one in FAULTS}) == len(FAULTS) >= 20
    assert all(one.at and isinstance(one, Fault) for one in FAULTS)
    assert Cause.LOST_SESSION.verdict == Cause.MISSING_LINK.verdict == "failed"
