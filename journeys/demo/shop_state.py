"""Everything the storefront remembers, in memory: sessions, accounts, orders, events received."""

import hashlib
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from journeys.demo.cart import DELIVERY_CENTS, Cart


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an order goes."""

    name: str
    street: str
    postcode: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A placed order."""

    id: int
    cart: Cart
    address: Address
    delivery: str
    """`standard` or `express`."""

    @property
    def total_cents(self) -> int:
        return self.cart.total_cents + DELIVERY_CENTS[self.delivery]


@dataclass(slots=True, kw_only=True)
class Account:
    """A customer's account. Mutable: orders are added to it."""

    email: str
    salt: bytes
    password_hash: bytes
    order_ids: list[int] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser's visit. Mutable: it changes with every click."""

    id: str
    csrf_token: str
    cart: Cart = field(default_factory=Cart)
    account: Account | None = None
    address: Address | None = None
    delivery: str | None = None
    order_ids: list[int] = field(default_factory=list)
    notice: str | None = None
    """A sentence for the next page that is shown."""

    def may_see(self, order_id: int) -> bool:
        mine = self.account.order_ids if self.account else []
        return order_id in self.order_ids or order_id in mine


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedEvent:
    """An analytics event that reached /collect."""

    name: str
    url: str
    """Of the page that sent it."""
    way: str
    """`beacon` (script) or `pixel` (no script)."""
    properties: Mapping[str, object]


class ShopState:
    """The storefront's memory; a fresh one for each start."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.accounts: dict[str, Account] = {}
        self.orders: dict[int, Order] = {}
        # Bounded, so that a shop that serves for days does not fill the memory.
        self.events: deque[ReceivedEvent] = deque(maxlen=100_000)
        # Order numbers differ from start to start, as they do between staging and production:
        # a replay that repeats recorded ids must not work by luck.
        self._order_ids = count(1000 + secrets.randbelow(9000))

    def open_session(self, session_id: str | None) -> Session:
        """The session of that id, or a new one."""
        if session_id is not None and session_id in self.sessions:
            return self.sessions[session_id]
        session = Session(id=secrets.token_urlsafe(16), csrf_token=secrets.token_urlsafe(16))
        self.sessions[session.id] = session
        return session

    def sign_in(self, email: str, password: str) -> Account | None:
        """The account of that e-mail, created if it is new; None if the password is wrong."""
        account = self.accounts.get(email.casefold())
        if account is None:
            salt = secrets.token_bytes(16)
            account = Account(email=email, salt=salt, password_hash=_hash(password, salt))
            self.accounts[email.casefold()] = account
            return account
        right = secrets.compare_digest(account.password_hash, _hash(password, account.salt))
        return account if right else None

    def place_order(self, session: Session, cart: Cart, address: Address, delivery: str) -> Order:
        """Keep an order of this cart for the session and its account."""
        order = Order(id=next(self._order_ids), cart=cart, address=address, delivery=delivery)
        self.orders[order.id] = order
        session.order_ids.append(order.id)
        if session.account is not None:
            session.account.order_ids.append(order.id)
        session.address, session.delivery = None, None
        return order


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**10, r=8, p=1)
