"""Refuses targets that must not be tested, and says early when a target cannot be."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from journeys.errors import EnvironmentUnusableError, InputError, ProductionHostError
from journeys.evidence import RunId
from journeys_runners.masking.masking import mask_url
from journeys_runners.pages.site import Site, origin_of
from journeys_runners.sending.client import headers_of_run
from journeys_runners.sending.connections import connector_to
from journeys_runners.sending.proxies import PROXY_REMEDY, proxies_of_environment
from journeys_runners.target import Target, is_loopback

CERTIFICATE_REMEDY: Final = (
    "check it and the host name that it is for; where an authority of your own signed it, name its "
    "file in SSL_CERT_FILE and, for a browser, add it to ~/.pki/nssdb with certutil; or have no "
    "certificate checked: --no-tls-verify"
)
_TRIES: Final = 3
_PAUSE_S: Final = 1.0
_GATEWAY_FAULTS: Final = frozenset({502, 503, 504})
_PROXY_WANTS_CREDENTIALS: Final = 407
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def refuse_production(base_url: str, hosts: Collection[str], allowed: Collection[str]) -> None:
    """Raise if the target is a host that the export was recorded on.

    Host names are compared without `www.` and without regard to case. Loopback is always allowed.

    Raises
    ------
    ProductionHostError
        The host is one of `hosts` and not one of `allowed`.
    """
    origin_of(base_url)
    host = (urlsplit(base_url).hostname or "").lower()
    if is_loopback(host) or _bare(host) not in set(map(_bare, hosts)) - set(map(_bare, allowed)):
        return
    raise ProductionHostError(
        f"the export was recorded on {host}: it looks like production, and a replay orders, "
        "registers and deletes there",
        where=mask_url(base_url),
        remedy=f"give the URL of staging, or, if {host} is a test host, add --allow-host {host}",
    )


def hosts_on_staging(
    given: Mapping[str, str], hosts: Collection[str], allowed: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Production's hosts, without `www.`, each with the base URL given for it on staging.

    Raises
    ------
    InputError
        A host is none of those that the export was recorded on, or what is given is no URL.
    ProductionHostError
        As `refuse_production`.
    """
    known = sorted(set(map(_bare, hosts)))
    for host, base_url in given.items():
        if _bare(host) not in known:
            raise InputError(
                f"production's users saw no host {host}",
                where="$.hosts",
                remedy=f"name one of {', '.join(known)}" if known else "the export names no host",
            )
        refuse_production(base_url, hosts, allowed)
    return tuple((_bare(host), base_url) for host, base_url in given.items())


async def check_reachable(target: Target, run_id: RunId, failing: Collection[str] = ()) -> None:
    """Raise if no test can be made against the target at all; what is asked is marked as the run's.

    `failing` are addresses that answered 5xx before: they are asked again, with the base URL.

    Raises
    ------
    EnvironmentUnusableError
        Nothing listens, the name is unknown, TLS fails, no answer comes in time, redirects have no
        end or lead to another host, a gateway says that the application is down, or all that was
        failing fails still.
    """
    site = Site(target.base_url, ())
    timeout = aiohttp.ClientTimeout(total=target.timeout_s)
    async with aiohttp.ClientSession(
        connector=connector_to(target),
        timeout=timeout,
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        headers=dict(headers_of_run(target, run_id)),
    ) as session:
        for attempt in range(_TRIES):
            try:
                status = await _final_status(session, site, target, site.home)
                if failing and status >= 500:
                    await _check_failing(session, site, target, failing)
            except TimeoutError:
                raise _unusable(
                    target,
                    f"no answer came within {target.timeout_s:g} s",
                    "check that the application is not stuck, or give `--request-timeout` more",
                ) from None
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise _unusable(target, *_explain(error)) from error
            if status not in _GATEWAY_FAULTS:
                return
            if attempt < _TRIES - 1:
                await asyncio.sleep(_PAUSE_S)
    raise _unusable(
        target,
        f"{_TRIES} tries were answered {status}: the application behind the gateway is down",
        "start the application, or wait until it is deployed",
    )


async def _check_failing(
    session: aiohttp.ClientSession, site: Site, target: Target, failing: Collection[str]
) -> None:
    statuses = [await _final_status(session, site, target, url) for url in failing]
    if all(status >= 500 for status in statuses):
        raise _unusable(
            target,
            f"it answers {statuses[0]} to whatever it is asked",
            "see the application's log: something it needs, such as its database, is down",
        )


async def _final_status(
    session: aiohttp.ClientSession, site: Site, target: Target, url: str
) -> int:
    proxies = proxies_of_environment()
    for _ in range(target.max_redirects + 1):
        proxy = proxies.of(URL(url, encoded=True))
        async with session.get(url, allow_redirects=False, proxy=proxy) as response:
            if proxy and response.status == _PROXY_WANTS_CREDENTIALS:
                raise _unusable(target, "the proxy asks for credentials", PROXY_REMEDY)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or not location:
                return response.status
        url = urljoin(url, location)
        if not site.owns(url):
            parts = urlsplit(mask_url(url))
            raise _unusable(
                target,
                f"it redirects to another host, {parts.scheme}://{parts.netloc}",
                f"if that is staging, use it as the base URL: {parts.scheme}://{parts.netloc}; if "
                "it is production, or where visitors sign in, tell staging its own address, or let "
                "tests by (a header: -H)",
            )
    raise _unusable(
        target,
        f"{target.max_redirects} redirects did not come to an end, the last to {mask_url(url)}",
        "check the base URL, in particular its scheme, and the application's own idea of it",
    )


def _explain(error: Exception) -> tuple[str, str]:
    """What happened, and what to do."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "the host name is not known", "check the spelling, the network or the VPN"
        case aiohttp.ClientSSLError():
            return _explain_tls(error)
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return f"the proxy does not lead there ({error})", PROXY_REMEDY
        case aiohttp.ClientConnectorError():
            return f"nothing listens there ({error})", "start the application or check the port"
        case aiohttp.ClientResponseError() | aiohttp.ClientPayloadError():
            return f"what answers does not speak HTTP ({error})", "check the port and the scheme"
        case _:
            return f"the connection failed ({error})", "check the application, port and scheme"


def _explain_tls(error: aiohttp.ClientSSLError) -> tuple[str, str]:
    if (refused := getattr(error, "certificate_error", None)) is None:
        return f"no TLS connection ({error})", "check the port, or use http://"
    return f"the certificate is not trusted ({refused})", CERTIFICATE_REMEDY


def _unusable(target: Target, what: str, remedy: str) -> EnvironmentUnusableError:
    return EnvironmentUnusableError(what, where=mask_url(target.base_url), remedy=remedy)


def _bare(host: str) -> str:
    return host.lower().strip().rstrip(".").partition(":")[0].removeprefix("www.")
