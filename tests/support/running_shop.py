"""The demo shop and a suite mined from its sample data, made once for each test process."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from journeys.demo.shop import run_shop
from journeys.suite.choosing import choose_suite
from journeys.suite.writing import write_suite
from journeys_mining.mine import Mined, mine
from journeys_mining.options import MiningOptions

SAMPLE_EVENTS = Path(__file__).parents[2] / "sample_data" / "events.csv"
SEED = 0


@pytest.fixture(scope="session")
def mined_sample() -> Mined:
    """The sample data as `journeys mine` reads it."""
    return mine([SAMPLE_EVENTS], MiningOptions(), lambda stage: None)


@pytest.fixture(scope="session")
def shop_suite(mined_sample: Mined, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The suite that the demo writes; tests copy it before they change it."""
    folder = tmp_path_factory.mktemp("shop")
    suite = choose_suite(mined_sample.model, typical=20, rare=100, seed=SEED)
    write_suite(suite, mined_sample.model, folder / "journey_suite")
    return folder / "journey_suite"


@pytest.fixture(scope="session")
def sound_shop() -> Iterator[str]:
    """Base URL of release 1."""
    with run_shop(1) as shop:
        yield shop.base_url


@pytest.fixture(scope="session")
def faulty_shop() -> Iterator[str]:
    """Base URL of release 2."""
    with run_shop(2) as shop:
        yield shop.base_url


@pytest.fixture
def unused_tcp_url() -> str:
    """A URL where nothing listens: the port was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
