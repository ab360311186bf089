"""Exports that lie behind a URL: fetched into the run's folder, then read as files are.

`https://` needs nothing. Object stores are opened by fsspec, with the client of the store, which
finds its credentials where the store's own tools do.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from journeys.errors import InputError
from journeys_mining.readers.short_names import short_names

STORES: Final = {
    "s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "abfss": "adlfs",
}  # fmt: skip
"""The schemes of object stores, and the package that each of them needs."""
_WEB: Final = ("http", "https")
_TIMEOUT_S: Final = 60


def is_remote(place: Path | str) -> bool:
    """Whether it is the URL of a file.

    >>> is_remote("s3://bucket/day=1/*.parquet"), is_remote("postgres://host/shop")
    (True, False)
    """
    return isinstance(place, str) and place.partition("://")[0] in (*_WEB, *STORES)


def fetch(url: str, name: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """The file behind a URL, with this name; of an object store those that fit a pattern, each
    with a name of its own.

    Raises
    ------
    InputError
        There is no such file, it may not be read, or a package is missing.
    """
    if url.partition("://")[0] in _WEB:
        yield _download(url, folder), name
    else:
        yield from _from_store(url, folder)


def _download(url: str, folder: Path) -> Path:
    copy = _place(folder)
    request = Request(url, headers={"User-Agent": "journeys"})  # noqa: S310 — its scheme is known
    try:
        with urlopen(request, timeout=_TIMEOUT_S) as source, copy.open("wb") as target:  # noqa: S310
            shutil.copyfileobj(source, target)
    except (URLError, OSError, ValueError) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise InputError(
            f"the file cannot be fetched: {getattr(error, 'reason', error)}",
            where=without_secrets(url),
            remedy="check the address; a signed one may have run out",
        ) from None
    return copy


def _from_store(url: str, folder: Path) -> Iterator[tuple[Path, str]]:
    scheme = url.partition("://")[0]
    try:
        import fsspec  # type: ignore[import-not-found, unused-ignore]

        files = fsspec.open_files(url, "rb")
    except ImportError:
        raise InputError(
            f"reading from {scheme}:// needs the package {STORES[scheme]}",
            where=without_secrets(url),
            remedy=f"install it with `pip install {STORES[scheme]}`",
        ) from None
    except Exception as error:
        raise _not_opened(url, error) from None
    if not files:
        raise _not_opened(url, FileNotFoundError("nothing fits the pattern"))
    for file, name in zip(files, short_names([file.path for file in files]), strict=True):
        copy = _place(folder)
        try:
            with file as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except Exception as error:
            raise _not_opened(url, error) from None
        yield copy, name


def _not_opened(url: str, error: Exception) -> InputError:
    said = str(error).strip().splitlines()
    if isinstance(error, FileNotFoundError):
        what = "the object store has no such file"
    else:
        what = f"the object store refused: {said[0] if said else type(error).__name__}"
    return InputError(
        what,
        where=without_secrets(url),
        remedy="check the address, and whether the store's own tools may read it",
    )


def _place(folder: Path) -> Path:
    return folder / f"fetched-{len(list(folder.iterdir()))}"


def without_secrets(url: str) -> str:
    """The URL without what may be secret: user, password, signature.

    >>> without_secrets("https://me:word@host/day%201.csv?signature=x")
    'https://host/day 1.csv'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{unquote(parts.path)}"
