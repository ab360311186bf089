"""Makes the lists of names in `journeys_mining/events/name_lists` again.

    pip install mimesis==22.2.0 names==0.3.0
    python -m benchmarks.name_lists --words /usr/share/dict/american-english

Names come from mimesis (MIT, 40 languages) and from the census of the United States of 1990 (public
domain, in the package names). A name that is an ordinary word (SCOWL's list, Debian's `wamerican`),
a city, state, country, language or nationality says less than another: `words.txt` holds those.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from journeys_mining.events import person_names
from journeys_mining.events.person_names import folded

_INTO = Path(person_names.__file__).parent / "name_lists"
_LATIN = re.compile(r"[a-z]{3,}")
_WIDTH = 100
_MOST_OF_CENSUS = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=Path, required=True, help="a word in each line")
    words = parser.parse_args().words.read_text("utf-8").split()
    first, family, places = set[str](), set[str](), set[str]()
    for person, address in _languages():
        first |= set(_single(_texts(person.get("names", [])), part=0))
        family |= set(_single(_texts(person.get("surnames", [])), part=-1))
        told = [address.get(key, []) for key in ("city", "state", "country")]
        told += [person.get(key, []) for key in ("language", "nationality")]
        places |= {folded(one) for text in _texts(told) for one in re.findall(r"[^\W\d_]+", text)}
    first |= {*_of_census("female.first"), *_of_census("male.first")}
    family |= set(_of_census("all.last"))
    ordinary = {folded(word) for word in words if word.islower()} | places
    _write("first.txt", first)
    _write("family.txt", family)
    _write("words.txt", (first | family) & ordinary)


def _languages() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for folder in sorted(files("mimesis.datasets").iterdir(), key=lambda one: one.name):
        if (person := folder / "person.json").is_file():
            address = folder / "address.json"
            yield json.loads(person.read_text("utf-8")), json.loads(address.read_text("utf-8"))


def _of_census(file: str) -> Iterator[str]:
    """The most frequent names of all, in capitals there."""
    lines = files("names").joinpath(f"dist.{file}").read_text("ascii").splitlines()
    return _single((line.split()[0] for line in lines[:_MOST_OF_CENSUS]), part=0)


def _texts(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict | list):
        for one in held.values() if isinstance(held, dict) else held:
            yield from _texts(one)


def _single(names: Iterable[str], part: int) -> Iterator[str]:
    """One word of each name, folded: of several the one that says most."""
    for name in names:
        parts = re.split(r"[\s\u200c-]+", name.strip())
        one = folded(parts[part])
        if one and (not one.isascii() or _LATIN.fullmatch(one)):
            yield one


def _write(name: str, words: Iterable[str]) -> None:
    lines, line = list[str](), ""
    for word in sorted(words):
        if len(line) + len(word) >= _WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    (_INTO / name).write_text("\n".join([*lines, line, ""]), "utf-8")


if __name__ == "__main__":
    main()
