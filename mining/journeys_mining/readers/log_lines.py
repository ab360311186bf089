"""How a line of an access log is built: formats known by heart, and those of configurations.

A format is a pattern with named parts. `compile_format` makes one of the format string of Apache's
`LogFormat` or nginx's `log_format`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from journeys.errors import InputError

_QUOTED = r'((?:[^"\\]|\\.)*)'


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFormat:
    """A line taken apart by one pattern."""

    name: str
    """For a person: `common or combined log format`."""
    pattern: str
    """A regular expression without look-around or back-references, from the line's beginning on."""
    parts: tuple[str, ...]
    """What each of its groups is: a name of `PARTS`."""
    mark: str = "["
    """Each such line holds it, by which others are told at once; for formats known by heart."""


PARTS: Final = (
    "address", "forwarded", "visitor", "session", "time", "request", "method", "path", "query",
    "scheme", "host", "status", "duration_s", "duration_ms", "duration_us", "referer", "agent",
    "redirect",
)  # fmt: skip
"""What a line may tell of a request. `forwarded` is the address that a proxy was told, `visitor` a
cookie that stays, `session` one of the visit."""

_IP = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*)"
# As nginx logs `$http_x_forwarded_for` after the agent.
_FORWARDED = r'(?:" "((?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+|unknown)[^"]*)")?'
# Agent and referer may be missing, the last quote may be cut off, more fields may follow.
_STATUS_AND_AFTER = rf'(\d{{3}}|-) (?:\d+|-)(?: "{_QUOTED}"(?: "{_QUOTED}{_FORWARDED})?)?'
_AFTER_IDENT = rf'.{{1,80}}? \[([^\]]+)\] "{_QUOTED}" {_STATUS_AND_AFTER}'
_AFTER_ADDRESS = rf"\S+ {_AFTER_IDENT}"
KNOWN: Final = {
    # Before the others: their lines would fit them, with the host or a stamp as the visitor.
    "vhost_combined": LineFormat(
        name="combined log format with virtual hosts",
        pattern=rf"^([^\s:]+|\[[^\]\s]+\]):\d+ ([^-\s]\S*) {_AFTER_ADDRESS}",
        parts=("host", "address", "time", "request", "status", "referer", "agent", "forwarded"),
    ),
    "vhost": LineFormat(
        name="combined log format after the virtual host",
        pattern=rf"^([A-Za-z][\w-]*(?:\.[\w-]+)+|localhost) ({_IP}) - {_AFTER_IDENT}",
        parts=("host", "address", "time", "request", "status", "referer", "agent", "forwarded"),
    ),
    # What a journal, a container or a pod puts before the line is more than addresses; the first of
    # several of these is that of the browser.
    "prefixed": LineFormat(
        name="combined log format after something else",
        pattern=rf"^.{{0,300}}?[^0-9a-fA-F.:, ].{{0,300}}?[\s|\]]({_IP})(?:, ?{_IP})*"
        rf" - {_AFTER_IDENT}",
        parts=("address", "time", "request", "status", "referer", "agent", "forwarded"),
    ),
    "combined": LineFormat(
        name="common or combined log format",
        pattern=rf"^(\S+) {_AFTER_ADDRESS}",
        parts=("address", "time", "request", "status", "referer", "agent", "forwarded"),
    ),
    "haproxy": LineFormat(
        name="HTTP log format of HAProxy",
        pattern=r"^(?:.*?\]: )?(\S+):\d+ \[([^\]]+)\] \S+ \S+ (?:[-+]?\d+/){4}\+?(\d+) (-1|\d{3})"
        rf' \+?\d+ .*?"{_QUOTED}"',
        parts=("address", "time", "duration_ms", "status", "request"),
    ),
    # Istio has the details of the response between its flags and its size.
    "envoy": LineFormat(
        name="default format of Envoy and Istio",
        pattern=rf'^\[([^\]]+)\] "{_QUOTED}" (\d{{1,3}}) \S+ (?:.*? "[^"]*" )?\d+ \d+ (\d+|-) \S+'
        rf' "{_QUOTED}" "{_QUOTED}" "[^"]*" "([^"]*)"',
        parts=("time", "request", "status", "duration_ms", "forwarded", "agent", "host"),
    ),
    "heroku": LineFormat(
        name="lines of Heroku's router",
        # As its command shows them, or as a drain gets them: frames of syslog (RFC 5424), of which
        # each may begin with its length.
        pattern=r"^(?:(?:\d+ )?<\d+>1 )?(\S+) (?:heroku\[router\]:|\S+ heroku router -(?: -)?)"
        rf' at=\w+ (?:code=\w+ desc="[^"]*" )?method=([A-Z]+) path="{_QUOTED}" host=(\S+)'
        r' request_id=\S* fwd="([^"]*)" dyno=\S* connect=\S* service=(?:(\d+)ms)? status=(\d+)',
        parts=("time", "method", "path", "host", "forwarded", "duration_ms", "status"),
        mark="heroku",
    ),
    "squid": LineFormat(
        name="native format of Squid",
        pattern=r"^(\d{9,10}\.\d{3}) +(\d+) (\S+) [A-Z_]+/(\d{3}) \d+ ([A-Z]+) (\S+) ",
        parts=("time", "duration_ms", "address", "status", "method", "path"),
        mark="/",
    ),
    "s3": LineFormat(
        name="format of S3's access logs",
        pattern=rf'^\S+ \S+ \[([^\]]+)\] (\S+) \S+ \S+ \S+ \S+ "{_QUOTED}" (\d{{3}}|-) \S+ \S+ \S+'
        rf' (\d+|-) \S+ "{_QUOTED}" "{_QUOTED}"',
        parts=("time", "address", "request", "status", "duration_ms", "referer", "agent"),
    ),
}

_APACHE = re.compile(r"%[!<>0-9,]*(?:\{(?P<argument>[^}]*)\})?(?P<letter>\^?[a-zA-Z]{1,2}?|%)")
_NGINX = re.compile(r"\$(?:\{(?P<braced>\w+)\}|(?P<plain>\w+))")
_APACHE_LETTERS = {
    "h": "address", "a": "address", "t": "time", "r": "request", "m": "method", "U": "path",
    "q": "query", "s": "status", "D": "duration_us", "T": "duration_s", "v": "host", "V": "host",
}  # fmt: skip
_UNITS = {"ms": "duration_ms", "us": "duration_us", "s": "duration_s"}
_HEADERS = {
    "referer": "referer",
    "user_agent": "agent",
    "host": "host",
    "x_forwarded_for": "forwarded",
    "x_real_ip": "forwarded",
}
_NGINX_VARIABLES = {
    "remote_addr": "address", "realip_remote_addr": "address", "time_local": "time",
    "time_iso8601": "time", "msec": "time", "request": "request", "request_method": "method",
    "request_uri": "path", "uri": "path", "document_uri": "path", "args": "query",
    "query_string": "query", "status": "status", "request_time": "duration_s", "host": "host",
    "server_name": "host", "scheme": "scheme",
}  # fmt: skip
_ANSWERED_HEADERS = {"location": "redirect"}
_SESSION_COOKIE = re.compile(r"sess|^sid$|sid$", re.IGNORECASE)
_VISITOR_COOKIE = re.compile(r"^_ga$|visitor|uid|uuid|client|device", re.IGNORECASE)
# Without quotes or brackets around them these hold blanks all the same.
_WITH_BLANKS = ("time", "request", "agent", "forwarded", "referer")


def compile_format(text: str) -> LineFormat:
    r"""The format of lines written with a format string of Apache or nginx, or with a known name.

    >>> compile_format('%h %t "%r" %>s %D').parts
    ('address', 'time', 'request', 'status', 'duration_us')
    >>> compile_format('$remote_addr [$time_local] "$request" $status').pattern
    '^(\\S+) \\[([^\\]]*)\\] "((?:[^"\\\\]|\\\\.)*)" (\\S+)'

    Raises
    ------
    InputError
        It names neither a time nor a request, or nothing that tells visitors apart.
    """
    if text in KNOWN:
        return KNOWN[text]
    # As it stands in the server's configuration, within quotes.
    format_string = text.strip().replace('\\"', '"').replace("\\t", "\t")
    pattern, parts = "^", []
    for literal, part, after in _pieces(format_string):
        pattern += re.escape(literal).replace(r"\ ", " ").replace(r"\"", '"')
        if part is None:
            continue
        name = part.strip("[]")
        known = name in PARTS and name not in parts
        pattern += _group(literal, part, after, captured=known)
        if known:
            parts.append(name)
    _check(parts, text)
    return LineFormat(name="format of `--log-format`", pattern=pattern, parts=tuple(parts))


def _pieces(format_string: str) -> Iterator[tuple[str, str | None, str]]:
    """Literal text, the part after it (None at the end), and the character that ends the part."""
    directive = _NGINX if _NGINX.search(format_string) else _APACHE
    place = 0
    literal = ""
    for match in directive.finditer(format_string):
        literal += format_string[place : match.start()]
        place = match.end()
        if directive is _APACHE and match["letter"] == "%":
            literal += "%"
            continue
        name = _nginx_part(match) if directive is _NGINX else _apache_part(match)
        yield literal, name, format_string[place : place + 1]
        literal = ""
    yield literal + format_string[place:], None, ""


def _apache_part(match: re.Match[str]) -> str:
    argument, letter = match["argument"], match["letter"]
    if letter == "i":
        return _HEADERS.get((argument or "").lower().replace("-", "_"), "")
    if letter == "o":
        return _ANSWERED_HEADERS.get((argument or "").lower(), "")
    if letter == "C":
        return _cookie(argument or "")
    if letter == "T" and argument:
        return _UNITS.get(argument, "")
    # Apache puts its own time into brackets, one with a format of its own not.
    if letter == "t":
        return "time" if argument else "[time]"
    return _APACHE_LETTERS.get(letter, "")


def _nginx_part(match: re.Match[str]) -> str:
    name = match["braced"] or match["plain"]
    if name.startswith("http_"):
        return _HEADERS.get(name.removeprefix("http_"), "")
    if answered := re.fullmatch(r"(?:sent|upstream)_http_(\w+)", name):
        return _ANSWERED_HEADERS.get(answered[1], "")
    if name.startswith("cookie_"):
        return _cookie(name.removeprefix("cookie_"))
    return _NGINX_VARIABLES.get(name, "")


def _cookie(name: str) -> str:
    if _SESSION_COOKIE.search(name):
        return "session"
    return "visitor" if _VISITOR_COOKIE.search(name) else ""


def _group(before: str, part: str, after: str, *, captured: bool) -> str:
    if part == "[time]":
        return r"\[([^\]]+)\]" if captured else r"\[[^\]]+\]"
    if before.endswith('"') and after == '"':
        inner = r'(?:[^"\\]|\\.)*'
    elif after in ("%", "$"):
        # The next part follows at once: a path ends where its query begins.
        inner = r"[^?\s]*"
    elif part == "query":
        inner = rf"[^\s{re.escape(after)}]*"
    elif after and after not in " \t":
        inner = rf"[^{re.escape(after)}]*"
    elif not after:
        inner = r"\S+" if part not in _WITH_BLANKS else ".*"
    else:
        inner = r"\S+" if part not in _WITH_BLANKS else ".+?"
    return f"({inner})" if captured else f"(?:{inner})"


def _check(parts: list[str], text: str) -> None:
    remedy = (
        "give the string of `LogFormat` or `log_format` as it stands in the server's configuration,"
        f" or one of: {', '.join(KNOWN)}"
    )
    if "time" not in parts:
        raise InputError(f"there is no time in {text!r}", where="--log-format", remedy=remedy)
    if "request" not in parts and "path" not in parts:
        raise InputError(f"there is no request in {text!r}", where="--log-format", remedy=remedy)
    if not {"address", "forwarded", "visitor", "session"} & set(parts):
        raise InputError(
            f"nothing in {text!r} tells visitors apart",
            where="--log-format",
            remedy="log the address (%h, $remote_addr) or a cookie of the visitor",
        )
