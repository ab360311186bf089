"""Staging that is reached through a proxy only, as HTTP_PROXY and NO_PROXY say."""

import asyncio
import base64

import pytest
from aiohttp import web
from yarl import URL

from journeys.errors import EnvironmentUnusableError, InputError
from journeys_runners.browser.runner import BrowserRunner
from journeys_runners.http.runner import HttpRunner
from journeys_runners.replay import replay_suite
from journeys_runners.runners import RunnerFactory
from journeys_runners.sending.proxies import proxies_of_environment
from journeys_runners.staging_guard import check_reachable
from journeys_runners.target import Target
from tests.support.memory_sink import MemorySink
from tests.support.replaying import RUN_ID, a_context, a_journey, options
from tests.support.tiny_web import TinyServer, page, serving

NOT_IN_ANY_DNS = "http://shop.invalid"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


async def through_proxy(monkeypatch: pytest.MonkeyPatch, runner: RunnerFactory) -> TinyServer:
    """Replay a journey on a host that only the proxy knows; the proxy answers itself."""

    async def home(request: web.Request) -> web.Response:
        if not request.headers.get("Proxy-Authorization"):
            return page("", status=407, headers={"Proxy-Authenticate": "Basic realm=proxy"})
        return page(f"<title>Shop</title>Host: {request.host}")

    journey, sink = a_journey("view /"), MemorySink()
    async with serving({"GET /": home}) as proxy:
        address = URL(proxy.base_url).with_user("someone").with_password("secret-of-proxy")
        monkeypatch.setenv("HTTP_PROXY", str(address))
        context = a_context(NOT_IN_ANY_DNS, [journey])
        async with runner(context) as opened:
            await replay_suite(context, opened, options(retries=0), sink, [journey])
    (step,) = sink.steps
    assert step.problem is None
    assert b"Host: shop.invalid" in (step.exchanges[0].response_body or b"")
    assert "secret-of-proxy" not in repr(sink.steps)
    return proxy


@pytest.mark.parametrize("runner", [HttpRunner, BrowserRunner], ids=["http", "browser"])
def test_a_journey_goes_through_the_proxy(
    monkeypatch: pytest.MonkeyPatch, runner: RunnerFactory
) -> None:
    proxy = asyncio.run(through_proxy(monkeypatch, runner))
    given = base64.b64encode(b"someone:secret-of-proxy").decode("ascii")
    # A browser asks without them first, and for more than the page.
    told = [one.headers.get("Proxy-Authorization") for one in proxy.requests]
    assert {one for one in told if one} == {f"Basic {given}"}


def test_loopback_and_exempt_hosts_are_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", ".internal.test")
    proxies = proxies_of_environment()
    asked = ("http://127.0.0.1:80/", "http://localhost/", "http://shop.internal.test/")
    assert [proxies.of(URL(one)) for one in asked] == [None, None, None]
    assert proxies.of(URL("http://shop.test/")) == URL("http://proxy.test:3128")
    assert proxies.of(URL("https://shop.test/")) is None


def test_a_proxy_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, unused_tcp_url: str
) -> None:
    target = Target(base_url=NOT_IN_ANY_DNS)
    monkeypatch.setenv("HTTP_PROXY", unused_tcp_url)
    with pytest.raises(EnvironmentUnusableError, match="proxy does not lead there") as caught:
        asyncio.run(check_reachable(target, RUN_ID))
    assert "NO_PROXY" in (caught.value.remedy or "")
    monkeypatch.setenv("HTTP_PROXY", "socks5://127.0.0.1:1080")
    with pytest.raises(InputError, match="socks5:// cannot be used"):
        asyncio.run(check_reachable(target, RUN_ID))


def test_a_proxy_that_wants_credentials_is_told_from_the_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def work() -> None:
        async with serving({"GET /": 407}) as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.base_url)
            await check_reachable(Target(base_url=NOT_IN_ANY_DNS), RUN_ID)

    with pytest.raises(EnvironmentUnusableError, match="asks for credentials"):
        asyncio.run(work())
