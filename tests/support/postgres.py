"""A PostgreSQL server of the tests' own: Debian's package, on loopback, in a temporary folder.

Tests are skipped where the package is not installed, but never in CI. A test takes `postgres_url`.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql

USER: Final = "journeys"
_START_TIMEOUT_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server."""

    port: int
    password: str

    def url(self, database: str) -> str:
        """The URL of one of its databases, with its password."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of a database that nobody has used yet."""
        name = f"test_{secrets.token_hex(4)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for all tests of the process."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The URL of an empty database."""
    return postgres_server.new_database()


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Starts a server, and ends it with everything it has written."""
    programs = _programs_or_skip()
    owner = _unprivileged()
    # Folders of pytest can be entered by their owner alone, who may not start a server.
    folder = Path(tempfile.mkdtemp(prefix="journeys-postgres-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        password = secrets.token_hex(8)
        _make_cluster(programs, folder, password, owner)
        with _serving(programs, folder, password, owner) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path | None:
    """The folder of `initdb` and `postgres`: Debian keeps them off the path."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda one: int(one.parts[-3]), reverse=True)
    found = newest[0] if newest else shutil.which("initdb")
    return Path(found).parent if found else None


def _programs_or_skip() -> Path:
    programs = find_programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed, and CI must have it", pytrace=False)
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return programs


def _unprivileged() -> str | None:
    """The user that runs the server: PostgreSQL refuses root. None for the present one."""
    return "postgres" if os.geteuid() == 0 else None


def _make_cluster(programs: Path, folder: Path, password: str, owner: str | None) -> None:
    password_file = folder / "password"
    password_file.write_text(password, encoding="utf-8")
    if owner:
        shutil.chown(password_file, owner)
    words = f"--username {USER} --auth scram-sha-256 --encoding UTF8 --locale C --no-sync".split()
    subprocess.run(
        [programs / "initdb", "--pgdata", folder / "data", "--pwfile", password_file, *words],
        check=True,
        capture_output=True,
        user=owner,
        cwd=folder,
    )


@contextmanager
def _serving(
    programs: Path, folder: Path, password: str, owner: str | None
) -> Iterator[PostgresServer]:
    server = PostgresServer(port=_free_port(), password=password)
    options = [f"--port={server.port}", "--listen-addresses=127.0.0.1", "--fsync=off"]
    options += ["--unix-socket-directories="]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            stdout=log,
            stderr=log,
            user=owner,
            cwd=folder,
        )
    try:
        _wait_for(server, process, folder / "log")
        yield server
    finally:
        # Immediate: open connections are no reason to wait, and nothing is to be kept.
        process.send_signal(signal.SIGQUIT)
        process.wait()


def _wait_for(server: PostgresServer, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
