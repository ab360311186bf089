"""Made traffic of applications with one script for everything, whose pages are told by a query.

Each is a walk over pages, and a rule that writes a page's address. The addresses are those of the
applications themselves; the walks are made up.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

Walk = Mapping[str, Mapping[str, float]]
"""For each page, how often each page follows; END ends a visit."""
END: Final = "END"
_WORDS = ("red", "blue", "mug", "lamp", "chair", "table", "sofa", "desk", "shoe", "hat", "pen")
_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a visitor does, and the address of each page."""

    start: str
    walk: Walk
    address: Callable[[str, random.Random, "Habits"], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What stays the same for a visitor."""

    language: str
    currency: str
    order: str


def visits(
    folder: str, application: Application, users: int = 60
) -> Iterator[tuple[str, int, str]]:
    """User, time in seconds and address of two visits of each user; the same with every call.

    The application lies in a folder of its own, and has users of its own.
    """
    random_ = random.Random(7)
    for user in range(users):
        habits = Habits(
            language=random_.choice(("de", "en", "fr")),
            currency=random_.choice(("EUR", "USD")),
            order=random_.choice(("price", "name", "newest")),
        )
        time = 1_767_225_600 + random_.randrange(_DAY_S)
        for _ in range(2):
            time += _DAY_S
            page = application.start
            while page != END:
                time += random_.randrange(5, 60)
                address = application.address(page, random_, habits)
                yield f"{folder}-{user}", time, f"/{folder}{address}"
                following = application.walk[page]
                (page,) = random_.choices([*following], [*following.values()])


def pages_by_name(key: str) -> Application:
    """`index.php?page=cart`, with keys beside it that stay, follow visitors, or are records."""
    walk = {
        "home": {"products": 5, "about": 1, "login": 2, END: 1},
        "products": {"detail": 6, "home": 1, END: 1},
        "detail": {"products": 3, "cart": 3, END: 1},
        "cart": {"checkout": 4, "products": 2, END: 1},
        "checkout": {"done": 3, "cart": 1, END: 1},
        "about": {"home": 1, END: 2},
        "login": {"account": 4, "login": 1, END: 1},
        "account": {"products": 2, END: 1},
        "done": {END: 1},
    }

    def address(page: str, random_: random.Random, habits: Habits) -> str:
        record = f"&id={random_.randrange(900)}" if page == "detail" else ""
        followed = f"utm_source={random_.choice(('mail', 'ads'))}&gclid={random_.random()}"
        return (
            f"/index.php?{key}={page}{record}&lang={habits.language}"
            f"&currency={habits.currency}&{followed}"
        )

    return Application(start="home", walk=walk, address=address)


def opencart(key: str = "route") -> Application:
    """`index.php?route=product/product&product_id=42`: more routes than an eye takes in."""
    routes = [f"account/{one}" for one in ("login", "register", "account", "order", "wishlist")]
    routes += [f"account/{one}" for one in ("address", "edit", "password", "return", "voucher")]
    routes += [f"product/{one}" for one in ("category", "product", "search", "compare", "special")]
    routes += [f"checkout/{one}" for one in ("cart", "checkout", "success")]
    routes += [f"information/{one}" for one in ("contact", "information", "sitemap")]
    random_ = random.Random(5)
    walk = {
        route: {other: 1 / (place + 1) for place, other in enumerate(random_.sample(routes, 5))}
        | {END: 0.4}
        for route in ("common/home", *routes)
    }

    def address(page: str, random_: random.Random, habits: Habits) -> str:
        sorted_ = f"&sort={habits.order}&limit={random_.choice((25, 50))}"
        more = {
            "product/product": f"&product_id={random_.randrange(500)}",
            "product/category": f"&path={random_.randrange(50)}{random_.choice(('', sorted_))}",
            "product/search": f"&search={random_.choice(_WORDS)}+{random_.choice(_WORDS)}",
        }
        return f"/index.php?{key}={page}{more.get(page, '')}"

    return Application(start="common/home", walk=walk, address=address)


def mediawiki(key: str = "action") -> Application:
    """`index.php?title=Red_mug&action=edit`; a page is read without an action."""
    walk = {
        "view": {"view": 6, "edit": 1, "history": 1, END: 2},
        "edit": {"submit": 4, "view": 1, END: 1},
        "submit": {"view": 5, END: 1},
        "history": {"view": 3, "raw": 1, END: 1},
        "raw": {"view": 1, END: 1},
    }
    titles = [f"{one.title()}_{other}" for one in _WORDS for other in _WORDS]

    def address(page: str, random_: random.Random, habits: Habits) -> str:
        title = titles[min(int(random_.paretovariate(0.6)), len(titles)) - 1]
        return f"/index.php?title={title}" + ("" if page == "view" else f"&{key}={page}")

    return Application(start="view", walk=walk, address=address)


def wordpress() -> Application:
    """`/?p=12`, `/?post_type=event`, `/?s=mug`."""
    walk = {
        "/": {"?p": 5, "?post_type=event": 2, "?post_type=product": 2, "?s": 2, END: 1},
        "?p": {"?p": 2, "?post_type=event": 1, END: 3},
        "?s": {"?p": 3, "?s": 1, END: 1},
        "?post_type=event": {"?event": 4, END: 1},
        "?post_type=product": {"?product": 4, END: 1},
        "?event": {"?post_type=event": 1, END: 3},
        "?product": {"?product": 2, END: 2},
    }

    def address(page: str, random_: random.Random, habits: Habits) -> str:
        values = {
            "/": "",
            "?p": f"={random_.randrange(300)}",
            "?s": f"={random_.choice(_WORDS)}",
            "?event": f"={random_.choice(_WORDS)}-{random_.choice(_WORDS)}",
            "?product": f"=item-{random_.randrange(60)}",
        }
        return f"/{page.removeprefix('/')}{values.get(page, '')}"

    return Application(start="/", walk=walk, address=address)


def drupal() -> Application:
    """`/?q=user/login`, `/?q=node/12`: a path in a query."""
    walk = {
        "node": {"node": 5, "user/login": 1, "blog": 1, END: 2},
        "user/login": {"user": 3, END: 1},
        "user": {"node/add/page": 2, "node": 2, END: 1},
        "node/add/page": {"node": 4, END: 1},
        "blog": {"node": 4, END: 1},
    }

    def address(page: str, random_: random.Random, habits: Habits) -> str:
        return f"/?q={page}" + (f"/{random_.randrange(300)}" if page in {"node", "user"} else "")

    return Application(start="node", walk=walk, address=address)


def phpbb() -> Application:
    """`viewtopic.php?t=12`, `posting.php?mode=reply`, each with the id of a session."""
    walk = {
        "index.php": {"viewforum.php?f": 5, "ucp.php?mode=login": 1, END: 1},
        "viewforum.php?f": {"viewtopic.php?t": 5, "posting.php?mode=post&f": 1, END: 1},
        "viewtopic.php?t": {"viewtopic.php?t": 2, "posting.php?mode=reply&t": 1, END: 2},
        "posting.php?mode=reply&t": {"viewtopic.php?t": 1},
        "posting.php?mode=post&f": {"viewtopic.php?t": 1},
        "ucp.php?mode=login": {"index.php": 3, END: 1},
    }

    def address(page: str, random_: random.Random, habits: Habits) -> str:
        sid = f"{random_.getrandbits(128):032x}"
        if "?" not in page:
            return f"/{page}?sid={sid}"
        value = "" if page.endswith("login") else f"={random_.randrange(400)}"
        return f"/{page}{value}&sid={sid}"

    return Application(start="index.php", walk=walk, address=address)


def shop_with_paths() -> Application:
    """Pages are told by paths, and what queries say changes nothing of what follows."""
    walk = {
        "/": {"/list": 5, END: 1},
        "/list": {"/list": 3, "/p": 5, END: 1},
        "/p": {"/cart": 2, "/list": 2, END: 1},
        "/cart": {"/list": 1, END: 3},
    }

    def address(page: str, random_: random.Random, habits: Habits) -> str:
        order = habits.order if random_.random() < 0.8 else random_.choice(("price", "name"))
        listed = f"sort={order}&color={random_.choice(('red', 'blue', 'green'))}"
        queries = {
            "/": f"?lang={habits.language}",
            "/list": f"?{listed}&per_page={random_.choice(('few', 'many'))}"
            f"&q={random_.choice(_WORDS)}",
            "/p": f"?tab={random_.choice(('reviews', 'details'))}&cb={random_.random()}",
            "/cart": f"?currency={habits.currency}&embed={random_.choice(('true', 'false'))}",
        }
        return f"{page}{queries[page]}"

    return Application(start="/", walk=walk, address=address)
