"""Targets that must not be tested, and targets that cannot be."""

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp import web

from journeys.errors import EnvironmentUnusableError, InputError, ProductionHostError
from journeys_runners import staging_guard
from journeys_runners.staging_guard import check_reachable, refuse_production
from journeys_runners.target import Target
from tests.support.replaying import RUN_ID
from tests.support.tiny_web import Routes, SeenRequest, redirect, serving


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("https://shop.test", ["shop.test"]),
        ("https://SHOP.test:8443/x", ["www.shop.test"]),
        ("http://www.shop.test", ["Shop.test"]),
    ],
)
def test_production_is_refused(url: str, hosts: Sequence[str]) -> None:
    with pytest.raises(ProductionHostError, match="--allow-host"):
        refuse_production(url, hosts, [])


@pytest.mark.parametrize(
    ("url", "hosts", "allowed"),
    [
        ("https://staging.shop.test", ["shop.test"], []),
        ("https://shop.test", ["shop.test"], ["shop.test"]),
        ("https://shop.test", ["www.shop.test"], ["shop.test"]),
        ("http://127.0.0.1:8000", ["127.0.0.1"], []),
        ("http://localhost", ["localhost"], []),
    ],
)
def test_others_are_not(url: str, hosts: Sequence[str], allowed: Sequence[str]) -> None:
    refuse_production(url, hosts, allowed)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("shop.test/app", "http://shop.test/app"),
        ("localhost:3000", "http://localhost:3000"),
        ("ftp://shop.test", "http://staging.example:8080"),
        ("http://", "http://staging.example:8080"),
        ("http://[x", "http://staging.example:8080"),
    ],
)
def test_what_is_no_url_is_an_input_error(url: str, meant: str) -> None:
    with pytest.raises(InputError, match="base URL") as error:
        refuse_production(url, [], [])
    assert str(error.value.remedy).endswith(meant)


def check(
    routes: Routes, *, failing: Sequence[str] = (), timeout_s: float = 5.0
) -> Sequence[SeenRequest]:
    """The requests that the check made."""

    async def work() -> Sequence[SeenRequest]:
        async with serving(routes) as server:
            target = Target(base_url=server.base_url, timeout_s=timeout_s)
            await check_reachable(target, RUN_ID, [server.base_url + one for one in failing])
            return server.requests

    return asyncio.run(work())


@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_an_application_that_answers_can_be_tested(status: int) -> None:
    assert len(check({"GET /": status})) == 1


def test_redirects_within_the_application_are_followed() -> None:
    assert len(check({"GET /": redirect("/home"), "GET /home": ""})) == 2


def test_what_the_check_asks_is_marked_as_the_run_s() -> None:
    requests = check(
        {"GET /": 500, "GET /cart": "", "GET /orders": 500}, failing=["/cart", "/orders"]
    )
    assert [one.line for one in requests] == ["GET /", "GET /cart", "GET /orders"]
    assert {one.headers["X-Journeys-Run"] for one in requests} == {RUN_ID}
    assert all("journeys" in one.headers["User-Agent"] for one in requests)


async def hang(request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ({"GET /": redirect("/")}, "did not come to an end"),
        ({"GET /": redirect("https://sso.example.test/x?token=a")}, "https://sso.example.test"),
    ],
)
def test_redirects_that_lead_nowhere(routes: Routes, said: str) -> None:
    with pytest.raises(EnvironmentUnusableError, match=said):
        check(routes)


def test_an_application_that_hangs() -> None:
    with pytest.raises(EnvironmentUnusableError, match="no answer"):
        check({"GET /": hang}, timeout_s=0.1)


def test_a_gateway_without_an_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging_guard, "_PAUSE_S", 0.0)
    with pytest.raises(EnvironmentUnusableError, match="503"):
        check({"GET /": 503})


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9", "nothing listens"),
        ("http://no-such-host.invalid", "not known"),
    ],
)
def test_nobody_there(url: str, said: str) -> None:
    with pytest.raises(EnvironmentUnusableError, match=said) as caught:
        asyncio.run(check_reachable(Target(base_url=url), RUN_ID))
    assert caught.value.remedy


def test_plain_http_where_tls_is_expected() -> None:
    async def work() -> None:
        async with serving({"GET /": ""}) as server:
            target = Target(base_url=server.base_url.replace("http:", "https:"))
            await check_reachable(target, RUN_ID)

    with pytest.raises(EnvironmentUnusableError, match="TLS"):
        asyncio.run(work())
