"""A certificate that nobody here trusts is told from an application that is not running."""

import asyncio
import os
import shutil
import ssl
import subprocess
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from journeys.cli import main
from journeys.errors import EnvironmentUnusableError, ExitCode
from journeys.verdict import Cause
from journeys_runners.http.runner import HttpRunner
from journeys_runners.replay import replay_suite
from journeys_runners.runners import RunnerFactory
from journeys_runners.staging_guard import check_reachable
from journeys_runners.target import Target
from tests.support.browser import SharedBrowserRunner, beside_browser
from tests.support.memory_sink import MemorySink
from tests.support.replaying import RUN_ID, a_context, a_journey, options
from tests.support.tiny_web import serving

_SELF_SIGNED = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    "-subj /CN=staging -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """That of a server which signed its certificate itself."""
    if shutil.which("openssl") is None:
        lacking = "there is no openssl to make a certificate with"
        if os.environ.get("CI"):
            pytest.fail(f"{lacking}, and CI must have one", pytrace=False)
        pytest.skip(lacking)
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(_SELF_SIGNED.split(), cwd=folder, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def check(tls: ssl.SSLContext, *, verifies: bool) -> None:
    async def work() -> None:
        async with serving({"GET /": ""}, tls=tls) as server:
            target = Target(base_url=server.base_url, verifies_tls=verifies)
            await check_reachable(target, RUN_ID)

    asyncio.run(work())


def test_a_target_whose_certificate_is_not_trusted(tls: ssl.SSLContext) -> None:
    with pytest.raises(EnvironmentUnusableError, match="certificate is not trusted") as caught:
        check(tls, verifies=True)
    assert "SSL_CERT_FILE" in (caught.value.remedy or "")
    check(tls, verifies=False)


Run = Callable[[Coroutine[Any, Any, MemorySink]], MemorySink]


@pytest.mark.parametrize(
    ("runner", "run"),
    [(HttpRunner, asyncio.run), (SharedBrowserRunner, beside_browser)],
    ids=["http", "browser"],
)
@pytest.mark.parametrize("verifies", [True, False])
def test_a_journey_that_meets_such_a_certificate(
    tls: ssl.SSLContext, runner: RunnerFactory, run: Run, verifies: bool
) -> None:
    async def work() -> MemorySink:
        journey, sink = a_journey("view /"), MemorySink()
        async with serving({"GET /": "Hello"}, tls=tls) as server:
            context = a_context(server.base_url, [journey], target={"verifies_tls": verifies})
            async with runner(context) as opened:
                await replay_suite(context, opened, options(retries=0), sink, [journey])
        return sink

    problem = run(work()).steps[0].problem
    assert (problem is None) is not verifies
    if problem:
        assert problem.cause is Cause.CERTIFICATE
        assert "--no-tls-verify" in problem.remedy


def test_the_summary_says_that_no_certificate_was_checked(
    shop_suite: Path, sound_shop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["replay", str(shop_suite), "--base-url", sound_shop, "--grep", "product-id"]
    arguments += ["--results", str(tmp_path), "--no-tls-verify"]
    assert main(arguments) == ExitCode.OK
    assert "no certificate was checked" in capsys.readouterr().err
