"""Which hosts of a recording are the application's: those of its documents, and of its API.

An API may have a host of its own beside the pages, `api.shop.test` beside `www.shop.test`. It is
told from collectors and caches by what it does: somebody reads JSON there.
"""

import ipaddress
from collections import Counter
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

_LONGEST_SUFFIX = 3
"""Letters of a second level that is a suffix with its country: `co.uk`, `com.au`."""


def application_hosts(
    documents: Sequence[str], data: Sequence[str], read: Collection[str]
) -> frozenset[str]:
    """The hosts, with their ports, of a recording's own requests.

    Parameters
    ----------
    documents, data
        The URLs of its documents, and of its requests for data.
    read
        The URLs of requests that read, and were answered with JSON.

    Examples
    --------
    >>> pages, api = ["https://shop.test/"], "https://api.shop.test/v1/items"
    >>> sorted(application_hosts(pages, [api], [api]))
    ['api.shop.test', 'shop.test']
    >>> sorted(application_hosts(pages, [api], []))
    ['shop.test']
    """
    counts = Counter(map(host_of, documents)) or Counter(map(host_of, data))
    # Where no document says whose recording it is, most requests are for the application's host.
    own = set(counts) if documents else {host for host, _ in counts.most_common(1)}
    names, sites = set(map(_name, own)), set(map(_site, own))
    beside = (host for host in map(host_of, read) if _site(host) in sites)
    # Templates name no port, so two ports of one name could not be told apart.
    return frozenset(own | {host for host in beside if _name(host) not in names})


def host_of(url: str) -> str:
    """Host and port of a URL, in small letters; empty where it is none."""
    try:
        return urlsplit(url).netloc.lower().rpartition("@")[2]
    except ValueError:
        return ""


def _name(host: str) -> str:
    return host if host.endswith("]") else host.partition(":")[0] or host


def _site(host: str) -> str:
    """What hosts of one owner have in common: `shop.co.uk` of `api.shop.co.uk`."""
    name = _name(host)
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        labels = name.split(".")
    has_country = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _LONGEST_SUFFIX
    return ".".join(labels[-3 if has_country else -2 :])
