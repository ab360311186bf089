"""Who visits: the accounts of an environment, each for one journey at a time."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from journeys.journey import JourneyId
from journeys.verdict import Cause, Problem
from journeys_runners.commands import run_command
from journeys_runners.masking.secret_names import is_secret
from journeys_runners.masking.secret_values import SecretValues

_TOKEN_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One account, or how a visitor gets a new one."""

    where: str
    """Its place in the settings, for a person: `identity.form.pool[0]`."""
    page: str | None = None
    """Path of the form to sign in or up with; None where there is none."""
    fields: tuple[tuple[str, str], ...] = ()
    """What to write into which field of forms."""
    is_new: bool = False
    """Whether the form registers a new account."""
    waits_to_be_asked: bool = False
    """Whether to sign in only where the application asks for it."""
    headers: tuple[tuple[str, str], ...] = ()
    token_command: str | None = None
    """Prints what `{output}` in `headers` stands for."""
    lifetime_s: float = 600.0
    """After so many seconds the command is asked again."""
    storage_state: Mapping[str, Any] | None = None
    """What Playwright's `storage_state` gave: cookies and local storage."""

    @property
    def is_known_at_once(self) -> bool:
        """Whether the application knows the visitor from the first request on."""
        return bool(self.headers or self.storage_state)


class IdentityPool:
    """Lends identities. The same journey gets the same one, and waits for it if need be."""

    def __init__(
        self, identities: Sequence[Identity] = (), secrets: SecretValues | None = None
    ) -> None:
        self._identities = tuple(identities)
        self._secrets = secrets if secrets is not None else SecretValues()
        self._locks: dict[int, asyncio.Lock] = {}
        self._tokens: dict[int, tuple[float, str]] = {}
        for one in identities:
            for name, value in one.fields:
                if is_secret(name):
                    self._secrets.add(value)
            if one.token_command is None:
                for _, value in one.headers:
                    self._secrets.add(value.rpartition(" ")[2])

    @asynccontextmanager
    async def lent(self, journey: JourneyId) -> AsyncIterator[Identity | Problem | None]:
        """An identity for one attempt at a journey; a problem where its token is not to be had."""
        if not self._identities:
            yield None
            return
        digest = hashlib.sha256(journey.encode()).digest()
        index = int.from_bytes(digest[:8]) % len(self._identities)
        identity = self._identities[index]
        if identity.is_new:
            # A new account each time: nobody has to wait for it.
            yield identity
            return
        async with self._locks.setdefault(index, asyncio.Lock()):
            yield await self._with_token(index, identity)

    async def _with_token(self, index: int, identity: Identity) -> Identity | Problem:
        if identity.token_command is None:
            return identity
        now = time.monotonic()
        known = self._tokens.get(index)
        if known is None or now - known[0] >= identity.lifetime_s:
            done = await asyncio.to_thread(
                run_command, identity.token_command, timeout_s=_TOKEN_TIMEOUT_S
            )
            token = done.output.strip()
            fault = done.fault or _fault_of(token)
            if fault:
                return _no_token(identity, self._secrets.text(fault))
            self._secrets.add(token)
            known = self._tokens[index] = (now, token)
        headers = tuple(
            (name, value.replace("{output}", known[1])) for name, value in identity.headers
        )
        return replace(identity, headers=headers)


def _fault_of(token: str) -> str | None:
    if not token:
        return "it printed nothing"
    return "it printed several lines" if len(token.splitlines()) > 1 else None


def _no_token(identity: Identity, fault: str) -> Problem:
    return Problem(
        cause=Cause.AUTH,
        reason=f"the command of {identity.where} gave no token: {fault}",
        remedy=f"run it by hand: {identity.token_command}",
    )
