"""Prints what a replay costs beside a bare client that sends the same requests.

    python benchmarks/replay_cost.py
    python benchmarks/replay_cost.py --journeys 10000 --rounds 1

The suite is mined from the sample data and replayed on the demo shop, which serves in a process of
its own. The bare client is aiohttp: it sends the very requests of the kept evidence again, one
session for each attempt, reads the bodies and does nothing with them. After it, the connections of
the replay do the same, bare. What they send is read and prepared before the clock starts. The shop
gives all sessions one token for its forms, since the evidence masks it: so the forms are taken
again. CPU time is that of the process alone; memory is its resident set after a fifth of the
journeys, and at the end.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from journeys.evidence import JourneyEvidence
from journeys.journey import JourneyId
from journeys.replay_plan import ReplayPlan, ReplayRequest, plan_replay
from journeys.results_folder import RESULTS_FILE
from journeys.store import LoadedAttempt, ResultsStore
from journeys_runners.runners import replay
from journeys_runners.sending.connections import Connections
from journeys_runners.sending.cookies import Cookies
from journeys_runners.sending.messages import Message
from journeys_runners.target import Target

_EVENTS = Path(__file__).parents[1] / "sample_data" / "events.csv"
_TOKEN, PASSWORD = "one-token-for-all-sessions", "one-password-for-all-accounts"
COMMAND = "import sys; from journeys.cli import main; sys.exit(main(sys.argv[1:]))"
SERVER = (
    "import sys\n"
    "from journeys.demo import shop_state\n"
    "from journeys.demo.shop import run_shop\n"
    "made = shop_state.Session\n"
    f"shop_state.Session = lambda **own: made(**{{**own, 'csrf_token': {_TOKEN!r}}})\n"
    "with run_shop(1) as shop:\n"
    "    print(shop.base_url, flush=True)\n"
    "    sys.stdin.read()\n"
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the cost of a replay.")
    parser.add_argument("--journeys", type=int, default=500, help="Journeys of a replay.")
    parser.add_argument("--rounds", type=int, default=3, help="Replay and bare client in turn.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        suite = make_suite(folder)
        command = [sys.executable, "-c", SERVER]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            base_url = server.stdout.readline().strip()
            for number in range(arguments.rounds):
                _round(suite, base_url, folder / f"results-{number}", arguments.journeys)
            server.terminate()


def make_suite(folder: Path) -> Path:
    model, suite = folder / "model.json", folder / "suite"
    # In processes of their own: a replay has none of what mining leaves in memory.
    mine, generate = ["mine", str(_EVENTS), "--output", str(model)], ["generate", str(model)]
    for command in (mine, [*generate, "--into", str(suite)]):
        subprocess.run([sys.executable, "-c", COMMAND, *command, "-q"], check=True)
    (suite / "bindings.yaml").write_text(f"fields: {{password: {PASSWORD}}}\nactions: {{}}\n")
    return suite


def _round(suite: Path, base_url: str, results: Path, count: int) -> None:
    plan = _many(
        plan_replay(ReplayRequest(folder=suite, base_url=base_url, results=results)), count
    )
    results.mkdir()
    seen: list[int] = []

    class Watching(ResultsStore):
        def finish_journey(self, run_id, evidence: JourneyEvidence) -> None:  # type: ignore[no-untyped-def]
            super().finish_journey(run_id, evidence)
            done.append(evidence.journey_id)
            if len(done) == count // 5:
                seen.append(_resident_kib())

    done: list[JourneyId] = []
    with Watching.open(results / RESULTS_FILE) as store:
        begin_s, begin_cpu_s = time.perf_counter(), time.process_time()
        replay(plan.context, plan.options, store, journeys=plan.journeys)
        replay_cpu_s, replay_s = time.process_time() - begin_cpu_s, time.perf_counter() - begin_s
        seen.append(_resident_kib())
        visits = [_requests_of(one) for one in store.load_run().attempts]
    begin_s, begin_cpu_s = time.perf_counter(), time.process_time()
    alike = asyncio.run(_send_bare(visits, plan.options.workers))
    bare_cpu_s, bare_s = time.process_time() - begin_cpu_s, time.perf_counter() - begin_s
    begin_s, begin_cpu_s = time.perf_counter(), time.process_time()
    asyncio.run(_send_straight(visits, plan.options.workers, plan.context.target))
    own_cpu_s, own_s = time.process_time() - begin_cpu_s, time.perf_counter() - begin_s
    sent = alike.total()
    print(
        f"{len(done)} attempts, {sent} requests, {alike[False]} with another status when sent again"
    )
    for name, cpu_s, wall_s in (
        ("replay", replay_cpu_s, replay_s),
        ("bare client", bare_cpu_s, bare_s),
        ("connections", own_cpu_s, own_s),
    ):
        each = f"{cpu_s / sent * 1e6:.0f} µs a request"
        print(f"  {name:<11} {cpu_s:7.2f} s CPU  {wall_s:7.2f} s  {each}")
    print(f"  {replay_cpu_s / bare_cpu_s:.2f} times the CPU time of the bare client, "
          f"{replay_cpu_s / own_cpu_s:.2f} times that of the replay's connections")  # fmt: skip
    print(f"  resident: {seen[0] / 1024:.0f} MiB after {count // 5} journeys, "
          f"{seen[-1] / 1024:.0f} MiB after {count}", flush=True)  # fmt: skip


def _many(plan: ReplayPlan, count: int) -> ReplayPlan:
    """The suite's journeys again and again, under ids of their own."""
    own = plan.journeys
    journeys = tuple(
        replace(own[number % len(own)], id=JourneyId(f"{own[number % len(own)].id}-{number}"))
        for number in range(count)
    )
    return replace(plan, journeys=journeys)


def _resident_kib() -> int:
    with open("/proc/self/status") as status:  # noqa: PTH123 - not a file of a folder
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """A request of the kept evidence, ready to be sent again."""

    method: str
    url: URL
    headers: dict[str, str]
    body: bytes | None
    status: int | None
    """What was answered then."""


def _requests_of(attempt: LoadedAttempt) -> tuple[_Sent, ...]:
    # The session adds these by itself, as the replay's does.
    own = ("cookie", "host", "content-length")
    return tuple(
        _Sent(
            method=one.method,
            url=URL(one.url, encoded=True),
            headers={name: value for name, value in one.request_headers if name.lower() not in own},
            body=_unmasked(one.request_body.load() or b""),
            status=one.status,
        )
        for step in attempt.steps
        for one in step.exchanges
    )


def _unmasked(body: bytes) -> bytes | None:
    for name, value in (("csrf_token", _TOKEN), ("password", PASSWORD)):
        body = body.replace(f"{name}=***".encode(), f"{name}={value}".encode())
    return body or None


async def _send_bare(visits: Sequence[Sequence[_Sent]], workers: int) -> Counter[bool]:
    """Send the requests of all visits again, so many visits at once; whether answers were alike."""
    waiting, alike = iter(visits), Counter[bool]()
    connector = aiohttp.TCPConnector()

    async def work() -> None:
        for visit in waiting:
            async with aiohttp.ClientSession(
                connector=connector,
                connector_owner=False,
                cookie_jar=aiohttp.CookieJar(unsafe=True),
            ) as session:
                for one in visit:
                    async with session.request(
                        one.method,
                        one.url,
                        headers=one.headers,
                        data=one.body,
                        allow_redirects=False,
                    ) as response:
                        await response.read()
                    alike[response.status == one.status] += 1

    async with connector, asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
    return alike


async def _send_straight(
    visits: Sequence[Sequence[_Sent]], workers: int, target: Target
) -> Counter[bool]:
    """The same over connections as the replay has them, with cookies as it keeps them."""
    waiting, alike = iter(visits), Counter[bool]()

    async def work() -> None:
        for visit in waiting:
            cookies = Cookies()
            for one in visit:
                headers = CIMultiDict(one.headers)
                if known := cookies.header(one.url):
                    headers["Cookie"] = known
                message = Message(
                    method=one.method,
                    url=one.url,
                    headers=headers,
                    body=one.body or b"",
                    proxy=None,
                )
                async with connections.request(message) as response:
                    if given := response.headers.getall("Set-Cookie", ()):
                        cookies.take(given, one.url)
                    async for _ in response.content.iter_any():
                        pass
                alike[response.status == one.status] += 1

    async with Connections(target) as connections, asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(work())
    return alike


if __name__ == "__main__":
    main()
