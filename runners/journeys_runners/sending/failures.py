"""What the errors of the client library mean for a request."""

import socket
import ssl
from typing import Final

import aiohttp

from journeys.verdict import Cause
from journeys_runners.destructive import RefusedError

REFUSED_BY_SETTINGS: Final = "not sent: `destructive:` in journeys.yaml refuses it"

# The first that fits counts.
_MEANINGS: Final[tuple[tuple[type[Exception], Cause, str], ...]] = (
    (RefusedError, Cause.REFUSED, REFUSED_BY_SETTINGS),
    (TimeoutError, Cause.TIMED_OUT, "no whole answer in time"),
    (aiohttp.ClientConnectorDNSError, Cause.UNREACHABLE, "the host name is not known"),
    (aiohttp.ClientConnectorCertificateError, Cause.CERTIFICATE, "the certificate is not trusted"),
    (aiohttp.ClientSSLError, Cause.UNREACHABLE, "no TLS connection"),
    (aiohttp.ClientProxyConnectionError, Cause.UNREACHABLE, "no connection to the proxy"),
    (aiohttp.ClientHttpProxyError, Cause.UNREACHABLE, "the proxy refused"),
    (aiohttp.ClientConnectorError, Cause.UNREACHABLE, "no connection"),
    (aiohttp.ServerDisconnectedError, Cause.UNREACHABLE, "closed without an answer"),
    (aiohttp.ClientPayloadError, Cause.SERVER_ERROR, "the answer broke off or was garbled"),
    (aiohttp.ClientResponseError, Cause.SERVER_ERROR, "the answer is not valid HTTP"),
    (aiohttp.ClientError, Cause.UNREACHABLE, "the connection failed"),
    (socket.gaierror, Cause.UNREACHABLE, "the host name is not known"),
    (ssl.SSLCertVerificationError, Cause.CERTIFICATE, "the certificate is not trusted"),
    (ssl.SSLError, Cause.UNREACHABLE, "no TLS connection"),
    (OSError, Cause.UNREACHABLE, "no connection"),
    (Exception, Cause.SERVER_ERROR, "the answer could not be read"),
)


def explain(exception: Exception) -> tuple[Cause, str]:
    """The one place where the client library's errors get their meaning."""
    said = str(exception)
    for kind, cause, meaning in _MEANINGS:
        if isinstance(exception, kind):
            return cause, f"{meaning} ({said})" if said else meaning
    raise exception
