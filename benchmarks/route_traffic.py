"""Traffic on a list of routes: paths with values of every slot's kind, some far more often."""

import random
import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SLOT = re.compile(r"\{(\w+):(\w+)\}")
_WORDS_TEXT = """
    amber anchor apple arch atlas autumn basil beacon birch bloom bridge bronze brook candle
    canyon cedar chart cliff clover comet copper coral cotton crane creek crystal dawn delta
    desert dune eagle echo elm ember fable falcon fern field fjord flame forest frost garden
    ginger glacier glade granite grove harbor hazel heron hollow honey horizon indigo iris
    island ivory jade juniper kettle lagoon lantern lark laurel lava lemon lichen lilac lily
    linen lotus lunar maple marble marsh meadow mesa mint mist moss nectar nest north oak
    oasis ocean olive onyx opal orchard otter paper pearl pebble pepper pine plum pond poppy
    prairie quartz quill rain raven reed ridge river robin rose ruby saffron sage sand shade
    shell silver sky slate snow solar spice spring spruce star stone storm summer sunset
    thistle thyme tide timber topaz trail tulip valley velvet violet walnut wave willow
    winter wolf zephyr
"""
_WORDS = _WORDS_TEXT.split()
_FEW = ("shoes", "bags", "lamps", "chairs", "mugs", "posters", "general")
_LOCALES = ("en", "de", "fr", "es", "it", "en-gb", "pt-br")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request, and which route it is of."""

    path: str
    route: str


def traffic(routes: Sequence[str], requests: int, seed: int, *, even: bool = False) -> list[Visit]:
    """Requests of the routes: of all alike, or of the n-th about 1/n as many as of the first."""
    random_ = random.Random(seed)
    shuffled = random_.sample(list(routes), len(routes))
    weights = [1.0 if even else 1 / (place + 1) for place in range(len(shuffled))]
    chosen = random_.choices(shuffled, weights, k=requests)
    return [Visit(path=_filled(route, random_), route=route) for route in chosen]


def respelt(visits: Sequence[Visit], share: float, seed: int) -> list[Visit]:
    """The same requests, a share of them in another spelling of their URL."""
    random_ = random.Random(seed)
    return [
        Visit(path=random_.choice(_SPELLINGS)(one.path), route=one.route)
        if random_.random() < share
        else one
        for one in visits
    ]


def _escaped(path: str) -> str:
    """A letter of each segment as a percent escape."""
    return re.sub(r"(?<=/)[a-z]", lambda letter: f"%{ord(letter[0]):02x}", path)


_SPELLINGS: Sequence[Callable[[str], str]] = (
    lambda path: path + "/",
    lambda path: path + ";jsessionid=1A530637289A03B07199A44E8D531427",
    lambda path: path + "?PHPSESSID=298zf09hf012fh2&utm_source=mail",
    lambda path: "/(S(lit3py55t21z5v55vlm25s55))" + path,
    lambda path: "https://shop.test:8443/" + path,
    lambda path: path.title() if not re.search("[0-9_]", path) else path,
    _escaped,
)


def _filled(route: str, random_: random.Random) -> str:
    return SLOT.sub(lambda slot: _KINDS[slot[2]](random_), route)


def _zipf(random_: random.Random, size: int) -> int:
    """A number from 1 to size; small ones far more often."""
    return min(int(size ** random_.random()), size)


def _words(number: int, count: int) -> list[str]:
    """The same words for the same number: a thing keeps its name."""
    own = random.Random(number)
    return [own.choice(_WORDS) for _ in range(count)]


def _slug(random_: random.Random) -> str:
    number = _zipf(random_, 600)
    return "-".join(_words(number, 1 + number % 4))


def _titled(random_: random.Random) -> str:
    number = _zipf(random_, 5000)
    return f"{'-'.join(_words(number, 1 + number % 4))}_{number}"


def _user(random_: random.Random) -> str:
    number = _zipf(random_, 500)
    word = _words(number, 1)[0]
    return (word, f"{word}{number}", f"{word}_{_words(number + 7, 1)[0]}")[number % 3]


def _title(random_: random.Random) -> str:
    return "_".join(word.capitalize() for word in _words(_zipf(random_, 900), 2))


def _hex(random_: random.Random, length: int) -> str:
    own = random.Random(_zipf(random_, 800))
    return "".join(own.choice("0123456789abcdef") for _ in range(length))


def _key(random_: random.Random) -> str:
    own = random.Random(_zipf(random_, 800))
    letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "obj_" + "".join(own.choice(letters) for _ in range(14))


def _letters(random_: random.Random, letters: str, length: int) -> str:
    own = random.Random(_zipf(random_, 800))
    return "".join(own.choice(letters) for _ in range(length))


def _project(random_: random.Random) -> str:
    own = random.Random(_zipf(random_, 40))
    return own.choice(("WEB", "OPS", "SHOP", "CORE")) + own.choice(("", "A", "B", "X", "QA"))


def _sku(random_: random.Random) -> str:
    own = random.Random(_zipf(random_, 800))
    return f"{own.choice(('MT', 'WS', 'WSH'))}{own.randint(1, 99):02}-{own.choice('SML')}-Red"


def _version(random_: random.Random) -> str:
    number = _zipf(random_, 90)
    return f"v{number // 30}.{number % 30}.{number % 7}"


def _uuid(random_: random.Random) -> str:
    text = _hex(random_, 32)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _file(random_: random.Random) -> str:
    number = _zipf(random_, 400)
    return f"{'-'.join(_words(number, 2))}.{('pdf', 'txt', 'docx')[number % 3]}"


_KINDS: dict[str, Callable[[random.Random], str]] = {
    "id": lambda random_: str(_zipf(random_, 5000)),
    "longid": lambda random_: str(10**17 + _zipf(random_, 5000) * 7919),
    "page": lambda random_: str(_zipf(random_, 30)),
    "year": lambda random_: str(random_.randint(2012, 2026)),
    "month": lambda random_: f"{random_.randint(1, 12):02}",
    "day": lambda random_: f"{random_.randint(1, 28):02}",
    "slug": _slug,
    "titled": _titled,
    "word": lambda random_: _words(_zipf(random_, 300), 1)[0],
    "user": _user,
    "title": _title,
    "few": lambda random_: random_.choice(_FEW),
    "some": lambda random_: "-".join(_words(number := _zipf(random_, 40), 1 + number % 2)),
    "locale": lambda random_: random_.choice(_LOCALES),
    "sha": lambda random_: _hex(random_, 40),
    "hex": lambda random_: _hex(random_, 32),
    "token": lambda random_: _hex(random_, 20),
    "key": _key,
    "uuid": _uuid,
    "code": _project,
    "issue": lambda random_: f"{_project(random_)}-{_zipf(random_, 4000)}",
    "sku": _sku,
    "version": _version,
    "date": lambda random_: f"202{random_.randint(4, 6)}-05-{random_.randint(1, 28):02}",
    "share": lambda random_: _letters(random_, string.ascii_letters + string.digits, 15),
    "call": lambda random_: _letters(random_, string.ascii_lowercase + string.digits, 8),
    "file": _file,
}
FEW_VALUED = frozenset(["few", "locale", "code"])
"""Kinds with so few values that a template for each is as right as a slot."""
