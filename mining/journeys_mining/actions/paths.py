"""One spelling of each path, as templates are written.

Takes the path of a URL, gives it without what is about the visit alone. A segment may have
parameters behind a semicolon, `/sites;region=north/summary` ("matrix parameters"; RFC 3986, 3.3):
they are part of what is asked for, as a query is, unless they carry a session.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote

TRACKING: Final = (
    r"utm_[^=;/&]*|mc_[^=;/&]*|_ga[^=;/&]*|_gl|pk_[^=;/&]*|mtm_[^=;/&]*|matomo_[^=;/&]*"
    r"|hsa_[^=;/&]*|_hs[^=;/&]*|wt_[^=;/&]*|ref|referrer|referer"
    r"|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|twclid|ttclid|yclid|igshid|li_fat_id|mkt_tok"
    r"|vero_id|_branch_match_id|oly_[^=;/&]*|s_cid|cmpid|_openstat|srsltid|session_?id|phpsessid"
    r"|jsessionid|aspsessionid[^=;/&]*|sid|cfid|cftoken|zenid|oscsid"
    r"|[^=;/&]*[cx]srf[^=;/&]*|_?nonce|_wpnonce|authenticity_token|sesskey"
)
"""Keys of a URL that are about the visit, not about what is asked for; in any case of letters."""
SESSION_PARAMETERS: Final = rf"(?i);({TRACKING}|[^=;/]*token)=[^/;]*"
"""`;jsessionid=1F3A`."""
SESSION_SEGMENT: Final = r"(^|/)\(([A-Z]\([^()/]*\))+\)"
"""The session that ASP.NET puts before a path where there are no cookies: `/(S(lit3py55t2))`."""
PARAMETERS: Final = r";[^/]*"
"""What a segment says besides its name: `;color=red`."""


def normalise_path(path: str) -> str:
    """The path as templates are written: never empty, no doubled or trailing slash, no session id,
    the parameters of each segment sorted, nothing escaped that need not be.

    >>> [normalise_path(path) for path in ("", "/", "/cart/", "//a//b")]
    ['/', '/', '/cart', '/a/b']
    >>> normalise_path("/(S(lit3py55t2))/caf%c3%a9;jsessionid=1F3A/%7Eann;page=2;by=name")
    '/café/~ann;by=name;page=2'
    """
    if "(" in path:
        path = re.sub(SESSION_SEGMENT, "", path)
    segments: Iterator[str] = iter(path.split("/"))
    if ";" in path:
        segments = map(_in_order, re.sub(SESSION_PARAMETERS, "", path).split("/"))
    return plainly_escaped("/" + "/".join(segment for segment in segments if segment))


def _in_order(segment: str) -> str:
    name, *parameters = segment.split(";")
    return ";".join((name, *sorted(filter(None, parameters))))


def plainly_escaped(path: str) -> str:
    """The path with one spelling of what may be written with a percent sign or without.

    Letters, digits and `-._~` are written plainly, and so are letters of other alphabets in UTF-8;
    what is left of escapes has capitals (RFC 3986, 6.2.2; RFC 3987, 3.2).

    >>> plainly_escaped("/caf%C3%A9/%61%2d%2f"), plainly_escaped("/%ff/100%25")
    ('/café/a-%2F', '/%FF/100%25')
    """
    return _ESCAPES.sub(_plain, path) if "%" in path else path


_ESCAPES = re.compile(r"(?:%[0-9a-fA-F]{2})+")


def _plain(escapes: re.Match[str]) -> str:
    try:
        text = unquote(escapes[0], errors="strict")
    except UnicodeDecodeError:
        return escapes[0].upper()
    return "".join(one if one.isalnum() or one in "-._~" else quote(one, safe="") for one in text)
