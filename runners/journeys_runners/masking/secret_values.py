"""Masks secrets that are known by their value, wherever they turn up in what becomes evidence.

`masking.py` knows secrets by the names of headers and fields; this is the second net:
passwords and tokens of identities, and whatever the environment calls a secret.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

from journeys.evidence import Exchange, StepEvidence
from journeys.verdict import Problem
from journeys_runners.masking.secret_names import MASK, is_secret

_MASKED: Final = MASK.encode()
_SHORTEST: Final = 6
"""Characters: masking `admin` or `1234` everywhere would leave no evidence to read."""
_LIKE_A_TOKEN: Final = 16
"""Characters from which on a cookie's value is taken for a secret, whatever its name."""


class SecretValues:
    """Grows as tokens become known."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values: set[str] = set()
        self._forms: tuple[tuple[str, bytes], ...] = ()
        """Every way to write one of the values, the longest first."""
        for value in values:
            self.add(value)

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "SecretValues":
        """The values of the variables whose names say that they are secrets."""
        # A desktop calls much its session that is no secret.
        named = ((name.upper().replace("SESSION", ""), one) for name, one in environment.items())
        return cls(value for name, value in named if is_secret(name))

    def add(self, value: str) -> None:
        """Mask this from now on; a value of a few characters is left alone."""
        if len(value) < _SHORTEST or value in self._values:
            return
        self._values.add(value)
        in_json = json.dumps(value)[1:-1]
        forms = {value, quote(value, safe=""), quote_plus(value), escape(value), in_json}
        # The longest first: one may begin with another.
        known = {*(text for text, _ in self._forms), *forms}
        in_order = sorted(known, key=lambda one: (-len(one), one))
        self._forms = tuple((one, one.encode()) for one in in_order)

    def add_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        """Mask what these headers keep secret: cookies, credentials, tokens and keys."""
        for name, value in headers:
            match name.lower():
                case "cookie":
                    pairs = (one.strip().partition("=") for one in value.split(";"))
                    self.add_cookies((cookie, text) for cookie, _, text in pairs)
                case "set-cookie":
                    cookie, _, text = value.partition(";")[0].partition("=")
                    self.add_cookies([(cookie.strip(), text.strip())])
                case lowered if is_secret(lowered) or lowered.endswith("authorization"):
                    # `Bearer abc`: the token may turn up alone.
                    self.add(value)
                    self.add(value.rpartition(" ")[2])

    def add_cookies(self, cookies: Iterable[tuple[str, str]]) -> None:
        """Mask what may be a session: not `theme=dark`, which is a word of many pages."""
        for name, value in cookies:
            if is_secret(name) or len(value) >= _LIKE_A_TOKEN:
                self.add(value.strip('"'))

    def add_json(self, body: bytes) -> None:
        """Mask the texts that JSON calls secrets; of what is no JSON, none."""
        try:
            waiting = [json.loads(body)]
        except (ValueError, RecursionError):
            return
        while waiting:
            match waiting.pop():
                case dict() as fields:
                    for name, value in fields.items():
                        if isinstance(value, str) and is_secret(name):
                            self.add(value)
                    waiting += fields.values()
                case list() as values:
                    waiting += values

    def extended(self, other: "SecretValues") -> "SecretValues":
        """These and the other's."""
        return SecretValues((*sorted(self._values), *sorted(other._values)))

    def text(self, text: str) -> str:
        """The text without secrets."""
        for one, _ in self._forms:
            text = text.replace(one, MASK)
        return text

    def body(self, body: bytes) -> bytes:
        """The bytes without secrets."""
        for _, one in self._forms:
            body = body.replace(one, _MASKED)
        return body

    def step(self, step: StepEvidence) -> StepEvidence:
        """What was seen at a step, without secrets."""
        if not self._is_in(step):
            return step
        return replace(
            step,
            exchanges=tuple(map(self._exchange, step.exchanges)),
            page_url=step.page_url and self.text(step.page_url),
            problem=step.problem and self.problem(step.problem),
            note=self.text(step.note),
        )

    def _is_in(self, step: StepEvidence) -> bool:
        """Whether there is anything to mask: it is looked for in all texts of the step at once."""
        if not self._forms:
            return False
        problem = step.problem
        texts = [
            step.page_url or "",
            step.note,
            *((problem.reason, problem.remedy) if problem else ()),
        ]
        bodies: list[bytes] = []
        for one in step.exchanges:
            texts += (one.url, one.error or "")
            texts += [value for _, value in one.request_headers]
            texts += [value for _, value in one.response_headers]
            bodies += (one.request_body, one.response_body)
        text, body = "\n".join(texts), b"\n".join(bodies)
        return any(form in text or encoded in body for form, encoded in self._forms)

    def problem(self, problem: Problem) -> Problem:
        """A problem as it may be told."""
        return replace(problem, reason=self.text(problem.reason), remedy=self.text(problem.remedy))

    def _exchange(self, exchange: Exchange) -> Exchange:
        return replace(
            exchange,
            url=self.text(exchange.url),
            request_headers=self._headers(exchange.request_headers),
            request_body=self.body(exchange.request_body),
            response_headers=self._headers(exchange.response_headers),
            response_body=self.body(exchange.response_body),
            error=exchange.error and self.text(exchange.error),
        )

    def _headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.text(value)) for name, value in headers)
