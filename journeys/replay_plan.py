"""What a replay is asked to do, read and checked: a request becomes a plan."""

import shlex
import subprocess
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from journeys.config import ConfigFile, read_config
from journeys.errors import NothingToReplayError
from journeys.evidence import RunId, new_run_id
from journeys.journey import Journey, Suite
from journeys.quarantine import QuarantineEntry, sort_out
from journeys.replay_selection import Resumed, Selected, Selection, Selector
from journeys.results_folder import ARTIFACTS_FOLDER
from journeys.run_setup import RunSetup, setup_of
from journeys.suite.layout import BINDINGS, LEARNED_BINDINGS
from journeys.suite.loading import load_suite
from journeys_mining.model.navigation_model import NavigationModel
from journeys_runners.bindings.bindings import load_suite_bindings
from journeys_runners.browser_options import BrowserOptions
from journeys_runners.interface import RunContext
from journeys_runners.masking.masking import mask_url
from journeys_runners.replay_options import ReplayOptions
from journeys_runners.runners import default_workers
from journeys_runners.sending.client import own_headers
from journeys_runners.staging_guard import hosts_on_staging, refuse_production
from journeys_runners.stopping import StopSwitch
from journeys_runners.target import Target

_TIMEOUT_S: Final = 10.0
_ANY_CERTIFICATE: Final = (
    "no certificate was checked (--no-tls-verify): whoever stood between could have answered"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """What to replay, where, and how hard."""

    folder: Path
    base_url: str
    results: Path = Path("journeys-results")
    runner: str = "http"
    selection: Selection = field(default_factory=Selection)
    max_failures: int | None = None
    patience_s: float = 30.0
    think_factor: float = 0.0
    seed: int | None = None
    """None for the suite's own."""
    workers: int | None = None
    """Journeys at once; None for as many as suit the runner."""
    retries: int = 1
    rate_per_s: float | None = None
    timeout_s: float = _TIMEOUT_S
    verifies_tls: bool = True
    allow_hosts: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    app_version: str | None = None
    """None for the commit of the current folder's git repository."""
    test: str | None = None
    run_id: RunId | None = None
    """Of a run that several processes perform; None for one of its own."""
    browser: BrowserOptions = field(default_factory=BrowserOptions)
    database: str | None = None
    """URL of a database server; None for a file in `results`."""
    config: Path | None = None
    """`journeys.yaml`; None for no settings beside these."""
    stop: StopSwitch = field(default_factory=StopSwitch)

    def reproduce(self, journey: Journey, seed: int) -> str:
        """The command line that performs one journey as this run does; secrets are not in it."""
        words = ["journeys", "replay", str(self.folder), "--base-url", mask_url(self.base_url)]
        words += ["--grep", str(journey.id), "--seed", str(seed)]
        if self.runner != "http":
            words += ["--runner", self.runner]
        if self.timeout_s != _TIMEOUT_S:
            words += ["--request-timeout", f"{self.timeout_s:g}s"]
        if self.think_factor:
            words += ["--think", f"{self.think_factor:g}"]
        for host in self.allow_hosts:
            words += ["--allow-host", host]
        if not self.verifies_tls:
            words.append("--no-tls-verify")
        return shlex.join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """A request whose files were read and whose target may be tested."""

    model: NavigationModel
    context: RunContext
    options: ReplayOptions
    journeys: tuple[Journey, ...]
    """Those to perform. The context has the whole suite, so that one journey alone is performed
    as it is among all."""
    notes: tuple[str, ...] = ()
    """What a person should know of what is left out."""
    is_resumed: bool = False
    """Whether the run was begun before and goes on."""


def plan_replay(request: ReplayRequest) -> ReplayPlan:
    """Read the suite and its bindings.

    Raises
    ------
    InputError
        A file has faults, or no journey's id contains `request.grep`.
    NothingToReplayError
        The suite is empty, or nothing is left of it.
    ProductionHostError
        The target is a host that the export was recorded on.
    """
    suite, model = load_suite(request.folder)
    if not suite.journeys:
        raise NothingToReplayError(
            "the suite has no journeys",
            where=str(request.folder),
            remedy="generate more, or check that the model has transitions",
        )
    refuse_production(request.base_url, suite.hosts, request.allow_hosts)
    config = read_config(request.config) if request.config else ConfigFile()
    target = _target(request, suite, config)
    entries = tuple(QuarantineEntry(**dict(one)) for one in config.quarantine)
    quarantine, notes = sort_out(entries, suite.journeys, datetime.now(UTC).date())
    if not request.verifies_tls:
        notes = (*notes, _ANY_CERTIFICATE)
    workers = request.workers or default_workers(request.runner)
    selected = _selected(request, suite, model, workers)
    setup = setup_of(config, runner=request.runner)
    resumed = selected.resumed
    options = _options(request, suite, setup, resumed, workers)
    return ReplayPlan(
        model=model,
        context=_context(request, suite, resumed, setup, target),
        journeys=selected.journeys,
        notes=selected.notes if resumed else (*notes, *selected.notes),
        is_resumed=resumed is not None,
        options=replace(options, quarantine=quarantine),
    )


def _target(request: ReplayRequest, suite: Suite, config: ConfigFile) -> Target:
    for url in config.sign_in_at:
        refuse_production(url, suite.hosts, request.allow_hosts)
    return Target(
        base_url=request.base_url,
        other_hosts=hosts_on_staging(config.hosts, suite.hosts, request.allow_hosts),
        sign_in_at=config.sign_in_at,
        ignored_errors=config.ignore_errors,
        headers=request.headers,
        timeout_s=request.timeout_s,
        verifies_tls=request.verifies_tls,
        rate_per_s=request.rate_per_s,
    )


def _selected(
    request: ReplayRequest, suite: Suite, model: NavigationModel, workers: int
) -> Selected:
    return Selector(
        suite=suite,
        model=model,
        base_url=mask_url(request.base_url),
        results=request.results,
        database=request.database,
        runner=request.runner,
        workers=workers,
        retries=request.retries,
        rate_per_s=request.rate_per_s,
        selection=request.selection,
    ).select()


def _options(
    request: ReplayRequest, suite: Suite, setup: RunSetup, resumed: Resumed | None, workers: int
) -> ReplayOptions:
    shard = request.selection.shard
    return ReplayOptions(
        reproduce=lambda journey: request.reproduce(journey, _seed(request, suite)),
        workers=workers,
        retries=request.retries,
        max_failures=request.max_failures,
        patience_s=request.patience_s,
        think_factor=request.think_factor,
        suite=str(request.folder),
        shard=str(shard) if shard else None,
        hooks=setup.hooks,
        stop=request.stop,
        budget_s=request.selection.budget_s,
        earlier=resumed.verdicts if resumed else {},
        app_version=request.app_version or _git_commit(),
        test=request.test,
    )


def _context(
    request: ReplayRequest,
    suite: Suite,
    resumed: Resumed | None,
    setup: RunSetup,
    target: Target,
) -> RunContext:
    bindings = load_suite_bindings(request.folder / BINDINGS, request.folder / LEARNED_BINDINGS)
    target = replace(target, destructive=setup.destructive)
    setup.secrets.add_headers((*own_headers(target), *bindings.fields))
    setup.secrets.add(unquote(urlsplit(request.base_url).password or ""))
    return RunContext(
        run_id=resumed.run_id if resumed else request.run_id or new_run_id(datetime.now(UTC)),
        marker=resumed.marker if resumed else None,
        identities=setup.identities,
        may_register=setup.may_register,
        data=setup.data,
        secrets=setup.secrets,
        target=target,
        suite=suite,
        bindings=bindings,
        seed=_seed(request, suite),
        browser=replace(request.browser, artifacts=request.results / ARTIFACTS_FOLDER),
    )


def _seed(request: ReplayRequest, suite: Suite) -> int:
    return suite.seed if request.seed is None else request.seed


def _git_commit() -> str | None:
    """The commit of the current folder's repository, if it is one and git is there."""
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
