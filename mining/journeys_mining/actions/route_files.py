"""Templates that are given, not learned: OpenAPI documents, and route lists of web frameworks.

A route list is text with a route on each line, as `rails routes`, Django's `show_urls` and Express
print them, or as a person writes them; what else stands on a line is passed over.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from journeys.errors import InputError
from journeys_mining.actions.action import number_slots
from journeys_mining.actions.paths import normalise_path

_PATH: Final = re.compile(r"""(?:^|[\s"'(,])(\^?/?[\w.~%@:<>{}()?*+\\$|\[\]-]*/[^\s"',]*)""")
_METHODS: Final = frozenset(["get", "post", "put", "patch", "delete", "head", "options", "trace"])
_OPTIONAL: Final = re.compile(r"\((?!\?)[^()]*\)")
_SLOTS: Final = (
    re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)"),  # Django's re_path, `(?P<year>[0-9]{4})`
    re.compile(r"<(?:\w+:)?(\w+)>"),  # Django and Flask, `<int:pk>`
    re.compile(r"(?<=[/._-]):(\w+)\??"),  # Rails and Express, `:id`
    re.compile(r"\*(\w+)"),  # Rails' globs, `*path`
    re.compile(r"\{(\w+)(?::[^{}]*)?\??\}"),  # OpenAPI, Spring, ASP.NET, `{id:int}`
)


def load_routes(path: Path) -> tuple[str, ...]:
    """The templates in a file, sorted, each once.

    Raises
    ------
    InputError
        There is no such file, or it holds no route.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(path)) from None
    except (IsADirectoryError, UnicodeDecodeError) as error:
        raise InputError(f"this is no route list: {error}", where=str(path)) from error
    document = _document(text)
    found = _of_openapi(document) if isinstance(document, dict) else _of_lines(text)
    templates = sorted({number_slots(one) for one in found})
    if not templates:
        raise InputError(
            "there is no route in the file",
            where=str(path),
            remedy="give an OpenAPI document, what `rails routes` or `show_urls` prints, or"
            " templates such as /product/{id}, one a line",
        )
    return tuple(templates)


def template_of(route: str) -> str:
    """A route in the words of this project.

    >>> [template_of(one) for one in ("/users/:id(.:format)", "/a/<int:pk>/", "^b/(?P<c>[0-9]+)/$")]
    ['/users/{id}', '/a/{pk}', '/b/{c}']
    """
    for pattern in _SLOTS[:1]:
        route = pattern.sub(r"{\1}", route)
    # Anchors stand within a path, too, where one list of patterns includes another.
    route = _OPTIONAL.sub("", re.sub(r"[\^$]|\\Z", "", route))
    for pattern in _SLOTS[1:]:
        route = pattern.sub(r"{\1}", route)
    return normalise_path(route.replace("\\", ""))


def _document(text: str) -> object:
    """What an OpenAPI document holds; None for text that is none."""
    if not re.search(r'"?(?:openapi|swagger)"?\s*:', text):
        return None
    try:
        return json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        return None


def _of_openapi(document: dict[str, object]) -> Iterator[str]:
    base = _base_path(document)
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        if isinstance(item, dict) and _METHODS & item.keys():
            yield template_of(f"{base}/{str(path).strip('/')}")


def _base_path(document: dict[str, object]) -> str:
    """Where the API begins: `basePath` of version 2, the first server's path of version 3."""
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = str(first.get("url", "")) if isinstance(first, dict) else ""
    base = str(document.get("basePath") or re.sub(r"^\w+://[^/]*", "", url))
    return base.rstrip("/")


def _of_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#") and (found := _PATH.search(line)):
            yield template_of(found[1])
