"""Targets that must not be tested, and targets that cannot be."""

import asyncio
from collections.abc import Sequence

import pytest
from aiohttp import web

from journeys.errors import EnvironmentUnusableError, InputError, ProductionHostError
from journeys_runners import staging_guard
from journeys_runners.staging_guard import check_reachable, refuse_production
from journeys_runners.target import Target
from tests.support.tiny_web import Routes, redirect, serving


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


@pytest.mark.parametrize("url", ["shop.test", "ftp://shop.test", "http://", "http://[x"])
def test_what_is_no_url_is_an_input_error(url: str) -> None:
    with pytest.raises(InputError, match="base URL"):
        refuse_production(url, [], [])


def check(routes: Routes, **target: float) -> int:
    """How many requests the check made."""

    async def work() -> int:
        async with serving(routes) as server:
            options = {"timeout_s": 5.0, **target}
            await check_reachable(Target(base_url=server.base_url, timeout_s=options["timeout_s"]))
            return len(server.requests)

    return asyncio.run(work())


@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_an_application_that_answers_can_be_tested(status: int) -> None:
    assert check({"GET /": status}) == 1


def test_redirects_within_the_application_are_followed() -> None:
    assert check({"GET /": redirect("/home"), "GET /home": ""}) == 2


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
        asyncio.run(check_reachable(Target(base_url=url)))
    assert caught.value.remedy


def test_plain_http_where_tls_is_expected() -> None:
    async def work() -> None:
        async with serving({"GET /": ""}) as server:
            await check_reachable(Target(base_url=server.base_url.replace("http:", "https:")))

    with pytest.raises(EnvironmentUnusableError, match="TLS"):
        asyncio.run(work())
