"""Exports behind a URL: from a server on loopback, and stores whose client is not installed."""

import gzip
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from journeys.errors import InputError
from journeys_mining.mine import mine
from journeys_mining.options import MiningOptions

TABLE = b"user_id,time,event\nann,2026-01-01T10:00:00Z,home\nann,2026-01-01T10:00:09Z,cart\n"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "events.csv.gz").write_bytes(gzip.compress(TABLE))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_file_of_a_web_server_is_read_like_one_on_disk(site: str) -> None:
    url = f"{site}/events.csv.gz?X-Signature=secret"
    mined = mine([url], MiningOptions(floor=1), lambda _: None)
    assert (mined.report.events, mined.report.files[0].reader) == (2, "table")
    # What signs the address is no part of the name.
    assert mined.model.source.description == "events.csv.gz"


def test_a_file_that_is_not_there_is_said_without_what_signs_the_address(site: str) -> None:
    with pytest.raises(InputError, match="cannot be fetched") as caught:
        mine([f"{site}/none.csv?X-Signature=secret"], MiningOptions(floor=1), lambda _: None)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("scheme", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("az", "adlfs")])
def test_the_client_of_an_object_store_is_named(scheme: str, package: str) -> None:
    with pytest.raises(InputError) as caught:
        mine([f"{scheme}://bucket/day.parquet"], MiningOptions(floor=1), lambda _: None)
    assert package in str(caught.value)
