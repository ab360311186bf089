"""A client of a JSON API that remembers what it sent and got, as a recording and as log lines."""

import json
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookiejar import CookieJar
from random import Random
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.oscar.driver.browser import Hit, KeepRedirects
from tests.support.recording import Exchange, Recording


@dataclass(slots=True)
class ApiClient:
    """One visitor of an API, with cookies and standing headers of its own."""

    base_url: str
    production: str
    """The origin that the recording names instead: `https://api.example`."""
    host: str
    agent: str
    random: Random
    now: datetime
    headers: dict[str, str] = field(default_factory=dict)
    recording: Recording = field(default_factory=Recording)
    hits: list[Hit] = field(default_factory=list)
    _opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()), KeepRedirects())
    )

    def wait(self, least_s: float, most_s: float) -> None:
        """Let time pass, in the recording."""
        self.now += timedelta(seconds=self.random.uniform(least_s, most_s))

    def get(self, path: str) -> Any:
        """What the API answers to a GET."""
        return self.send("GET", path)

    def post(self, path: str, content: object) -> Any:
        """What the API answers to a POST."""
        return self.send("POST", path, content)

    def send(self, method: str, path: str, posted: object = None) -> Any:
        """The JSON of the answer, whatever its status; None where it is not JSON."""
        self.wait(0.2, 4)
        body = None if posted is None else json.dumps(posted).encode()
        headers = {"User-Agent": self.agent, "Accept": "application/json", **self.headers}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = Request(self.base_url + path, data=body, headers=headers, method=method)
        begin_s = time.perf_counter()
        try:
            response = self._opener.open(request, timeout=60)
        except HTTPError as error:
            response = error
        with response:
            answer, status = response.read(), response.status
            took_ms = round((time.perf_counter() - begin_s) * 1000)
            answer_headers = response.headers.items()
        if status >= 500:
            raise RuntimeError(f"{method} {path} was answered {status}: {answer[:300]!r}")
        self.recording.add(
            Exchange(
                at=self.now, took_ms=took_ms, method=method, url=self.production + path,
                sent_headers=headers.items(), body=body, status=status, headers=answer_headers,
                answer=answer,
            )
        )  # fmt: skip
        self.hits.append(
            Hit(
                at=self.now, host=self.host, agent=self.agent, method=method, path=path,
                status=status, size=len(answer), referer="-",
            )
        )  # fmt: skip
        try:
            return json.loads(answer)
        except ValueError:
            return None
