"""What Playwright saves of a signed-in visitor (`storage_state`): cookies and local storage."""

import json
import time
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from journeys.errors import InputError

if TYPE_CHECKING:
    from playwright._impl._api_structures import StorageState


def load_storage_state(path: Path) -> Mapping[str, Any]:
    """The state in a file of `playwright codegen --save-storage` or `context.storage_state`.

    Raises
    ------
    InputError
        The file is missing, is no such file, or every cookie in it has expired.
    """
    remedy = f"make it anew: playwright codegen --save-storage={path} <URL>, and sign in"
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=str(path), remedy=remedy
        ) from None
    except ValueError as error:
        raise InputError(f"this is not JSON: {error}", where=str(path), remedy=remedy) from None
    cookies = state.get("cookies") if isinstance(state, dict) else None
    if not isinstance(cookies, list) or not all(_is_cookie(one) for one in cookies):
        raise InputError(
            "this is not a storage state of Playwright", where=str(path), remedy=remedy
        )
    if cookies and not any(map(_is_valid, cookies)):
        raise InputError("every cookie in it has expired", where=str(path), remedy=remedy)
    return cast(Mapping[str, Any], state)


def cookies_of(state: Mapping[str, Any]) -> Iterator[tuple[SimpleCookie, str]]:
    """Each cookie that has not expired, and the URL that it counts for."""
    for one in filter(_is_valid, state["cookies"]):
        cookie = SimpleCookie()
        cookie[one["name"]] = one["value"]
        cookie[one["name"]]["path"] = one.get("path", "/")
        domain = str(one["domain"])
        if domain.startswith("."):
            cookie[one["name"]]["domain"] = domain.removeprefix(".")
        scheme = "https" if one.get("secure") else "http"
        yield cookie, f"{scheme}://{domain.removeprefix('.')}/"


def playwright_state(state: Mapping[str, Any] | None) -> "StorageState | None":
    """The state as Playwright takes it."""
    return cast("StorageState", dict(state)) if state else None


def _is_cookie(one: object) -> bool:
    return isinstance(one, dict) and all(
        isinstance(one.get(key), str) for key in ("name", "value", "domain")
    )


def _is_valid(cookie: Mapping[str, Any]) -> bool:
    """Whether it has not expired; -1 stands for the end of the session."""
    expires = cookie.get("expires", -1)
    return not isinstance(expires, int | float) or expires < 0 or expires > time.time()
