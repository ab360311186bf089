"""The demo shop and a suite mined from its sample data.

The sample is mined once for all test processes, shops are started once for each.
"""

import fcntl
import pickle
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
def mined_sample(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Mined:
    """The sample data as `journeys mine` reads it."""
    own = tmp_path_factory.getbasetemp()
    # Each worker has a folder of its own in that of the session.
    kept = (own if worker_id == "master" else own.parent) / "mined-sample.pickle"
    with kept.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if content := file.read():
            found: Mined = pickle.loads(content)
            return found
        mined = mine([SAMPLE_EVENTS], MiningOptions(), lambda stage: None)
        pickle.dump(mined, file)
        return mined


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
