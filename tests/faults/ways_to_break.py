"""Ways to break an application: each makes a plant for the proxy."""

import asyncio
import itertools
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from multidict import CIMultiDict

from tests.faults.proxy import Answered, Asked, DroppedError, PassOn, Plant, no_fault


def answers(
    method: str, path: str, status: int, body: str = "<h1>Sorry</h1>", **headers: str
) -> Plant:
    """Such requests are answered with this, and never reach the application."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        if not asked.fits(method, path):
            return await pass_on(asked)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return Answered(
            status=status,
            headers=CIMultiDict({"Content-Type": "text/html; charset=utf-8"} | given),
            body=body.encode(),
        )

    return plant


def answers_if(method: str, path: str, field: str, value: str, status: int) -> Plant:
    """Such a form is answered with the status where its field says this: one branch is broken."""
    fails = answers(method, path, status)

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        sent = dict(parse_qsl(asked.body.decode("utf-8", "replace")))
        return await (fails(asked, pass_on) if sent.get(field) == value else pass_on(asked))

    return plant


def page_says(path: str, pattern: str, instead: str) -> Plant:
    """What fits the pattern in such pages is replaced."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        if not (asked.method == "GET" and re.fullmatch(path, asked.path) and answered.is_page):
            return answered
        return answered.saying(re.sub(pattern, instead, answered.text, flags=re.DOTALL))

    return plant


def page_is(path: str, body: str, content_type: str = "text/html; charset=utf-8") -> Plant:
    """Such pages have this body, with the status that the application gave."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        if not asked.fits("GET", path) or answered.status != 200:
            return answered
        answered.headers["Content-Type"] = content_type
        return answered.saying(body)

    return plant


def breaks_off(path: str, share: float = 0.6) -> Plant:
    """Of such pages only the first part comes, as if it were all."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        if not (asked.fits("GET", path) and answered.status == 200 and answered.is_page):
            return answered
        return answered.saying(answered.text[: int(len(answered.text) * share)])

    return plant


def comes_as(path: str, content_type: str) -> Plant:
    """Such pages come with another content type."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        if asked.fits("GET", path) and answered.status == 200:
            answered.headers["Content-Type"] = content_type
        return answered

    return plant


def with_header(method: str, path: str, name: str, value: str) -> Plant:
    """Answers to such requests come with this header."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        if asked.fits(method, path):
            answered.headers[name] = value
        return answered

    return plant


def cookies_for(path: str) -> Plant:
    """All cookies are set for this part of the application alone."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        for cookie in answered.headers.popall("Set-Cookie", []):
            narrower = re.sub(r"(?i)path=[^;]*", f"Path={path}", cookie)
            answered.headers.add("Set-Cookie", narrower)
        return answered

    return plant


def takes_longer(path: str, seconds: float) -> Plant:
    """Such pages take so much longer."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        if asked.fits("GET", path):
            await asyncio.sleep(seconds)
        return await pass_on(asked)

    return plant


def forgets_visitor(method: str, path: str) -> Plant:
    """The application gets such requests without the visitor's cookies."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        if asked.fits(method, path):
            asked.headers.popall("Cookie", None)
        return await pass_on(asked)

    return plant


def sets_no_cookie(method: str, path: str) -> Plant:
    """Answers to such requests set no cookies."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        if asked.fits(method, path):
            answered.headers.popall("Set-Cookie", None)
        return answered

    return plant


def page_is_that_of(path: str, other: str) -> Plant:
    """Such addresses show the page of another one."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        return await pass_on(replace(asked, target=other) if asked.fits("GET", path) else asked)

    return plant


def leaves_to(path: str, then: str) -> Plant:
    """After such a page, the application is also asked for another address by the same visitor."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        answered = await pass_on(asked)
        if asked.fits("GET", path):
            also = await pass_on(replace(asked, target=then))
            for cookie in also.headers.getall("Set-Cookie", []):
                answered.headers.add("Set-Cookie", cookie)
        return answered

    return plant


def loses_field(method: str, path: str, field: str) -> Plant:
    """The application gets such forms without a field."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        if asked.fits(method, path):
            pairs = parse_qsl(asked.body.decode(), keep_blank_values=True)
            left = urlencode([(name, value) for name, value in pairs if name != field])
            asked = replace(asked, body=left.encode())
        return await pass_on(asked)

    return plant


def both(outer: Plant, inner: Plant) -> Plant:
    """Two plants that make one fault together."""

    async def plant(asked: Asked, pass_on: PassOn) -> Answered:
        return await outer(asked, lambda one: inner(one, pass_on))

    return plant


def at(path: str, plant: Plant) -> Plant:
    """The fault is at this page alone."""

    async def there(asked: Asked, pass_on: PassOn) -> Answered:
        return await (plant if asked.fits("GET", path) else no_fault)(asked, pass_on)

    return there


def at_form(path: str, plant: Plant) -> Plant:
    """The fault is at the form that is sent there."""

    async def there(asked: Asked, pass_on: PassOn) -> Answered:
        return await (plant if asked.fits("POST", path) else no_fault)(asked, pass_on)

    return there


def after(count: int, plant: Plant) -> Plant:
    """The fault begins after so many requests."""
    numbers = itertools.count()

    async def later(asked: Asked, pass_on: PassOn) -> Answered:
        return await (pass_on(asked) if next(numbers) < count else plant(asked, pass_on))

    return later


async def drops(asked: Asked, pass_on: PassOn) -> Answered:
    """Every connection is closed without an answer."""
    raise DroppedError


async def hangs(asked: Asked, pass_on: PassOn) -> Answered:
    """Nothing is answered in time."""
    await asyncio.sleep(4)
    return await pass_on(asked)
