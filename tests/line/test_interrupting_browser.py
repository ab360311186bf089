"""Ctrl-C in a terminal reaches the browser's processes too; the journey at hand is finished."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from aiohttp import web

from journeys.errors import ExitCode
from journeys.evidence import RunState
from journeys.scenario_yaml import scenario_text
from journeys.store import ResultsStore
from journeys.verdict import Verdict
from tests.support.browser import browser_or_skip
from tests.support.replaying import a_journey
from tests.support.tiny_web import page, serving


def write_scenarios(suite: Path, *names: str) -> None:
    """Journeys over the demo shop's home page, besides which the suite has none."""
    index = suite / "suite.yaml"
    head = index.read_text().partition("journeys:")[0]
    index.write_text(f"{head}journeys: []\n")
    for name in names:
        text = scenario_text(a_journey("view /", "view /cart", name=name))
        (suite / "overrides" / f"{name}.yaml").write_text(text)


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_journey_at_hand_is_finished(tmp_path: Path, shop_suite: Path) -> None:
    suite = tmp_path / "journey_suite"
    shutil.copytree(shop_suite, suite)
    write_scenarios(suite, "typical-a", "typical-b")
    command = [str(Path(sys.executable).with_name("journeys")), "replay", "--runner", "browser"]
    command += ["--workers", "1", "--browser-path", str(browser_or_skip())]
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def home(request: web.Request) -> web.Response:
        if "HeadlessChrome" in request.headers.get("User-Agent", "") or request.headers.get(
            "Sec-Fetch-Mode"
        ):
            reached.set()
            await go_on.wait()
        return page("<a href=/cart>Cart</a>")

    async def replay() -> tuple[int | None, str]:
        async with serving({"GET /": home, "GET /cart": "cart"}) as server:
            process = await asyncio.create_subprocess_exec(
                *command,
                "--base-url",
                server.base_url,
                cwd=tmp_path,
                stderr=subprocess.PIPE,
                start_new_session=True,
                preexec_fn=_heed_interrupts,
            )
            try:
                async with asyncio.timeout(120):
                    await reached.wait()
                    # A terminal sends it to the whole group: Playwright's driver has it as well.
                    os.killpg(process.pid, signal.SIGINT)
                    assert process.stderr is not None
                    said = await process.stderr.readuntil(b"stops at once")
                    go_on.set()
                    _, rest = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
            return process.returncode, (said + (rest or b"")).decode()

    code, shown = asyncio.run(replay())
    assert code == ExitCode.INTERRUPTED, shown
    with ResultsStore.open(tmp_path / "journeys-results" / "results.db", create=False) as store:
        run = store.load_run()
    assert run.state is RunState.INTERRUPTED
    assert [one.verdict for one in run.attempts] == [Verdict.PASSED], shown
    assert "1 journey of 2 was not begun: typical-b" in shown
