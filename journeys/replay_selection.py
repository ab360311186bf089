"""Which journeys of a suite a replay performs: by name, by shard, by time, by what is left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from journeys.durations import format_duration
from journeys.errors import InputError, NothingToReplayError
from journeys.evidence import RunId, RunState
from journeys.journey import Journey, JourneyId, Suite
from journeys.page_parts.figures import counted, percent
from journeys.report import Outcome, build_report
from journeys.results_folder import open_results
from journeys.store import LoadedRun
from journeys.suite.budget import at_rate, choose_for, usual_or_estimated
from journeys.suite.choosing import graph_edges, share_of
from journeys.suite.selecting import Shard, with_ids, with_text
from journeys.verdict import Cause, Verdict
from journeys_mining.model.navigation_model import NavigationModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The run that goes on."""

    run_id: RunId
    marker: str
    """Fresh, for the application may have what half a journey has left."""
    verdicts: Mapping[JourneyId, tuple[Verdict, ...]]
    """Of the attempts that were finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which journeys are asked for."""

    grep: str | None = None
    """Part of a journey's id; None for the whole suite."""
    shard: Shard | None = None
    last_failed: bool = False
    """Only what failed or was flaky in the latest run of the results."""
    budget_s: float | None = None
    """As much as can be done in so many seconds."""
    resume: bool = False
    """What the latest run has not finished; with a shard, the latest run of that shard."""

    def __post_init__(self) -> None:
        others = (self.grep, self.last_failed, self.budget_s)
        if self.resume and any(others):
            raise InputError(
                "a run that goes on has chosen its journeys already",
                where="--resume",
                remedy="leave out --grep, --last-failed and --budget",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What will be performed."""

    journeys: tuple[Journey, ...]
    notes: tuple[str, ...] = ()
    resumed: Resumed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """What a selection is made from."""

    suite: Suite
    model: NavigationModel
    base_url: str
    """As runs are kept with it: without a password."""
    results: Path
    database: str | None
    runner: str
    workers: int
    retries: int
    rate_per_s: float | None = None
    """Requests of all workers together; None for no limit."""
    selection: Selection = field(default_factory=Selection)

    def select(self) -> Selected:
        """The journeys to perform.

        Raises
        ------
        InputError
            No id contains the text, or the latest run is of another suite.
        NothingToReplayError
            Nothing is left.
        """
        if self.selection.resume:
            return self._resumed()
        journeys = with_text(self.suite, self.selection.grep)
        if self.selection.last_failed:
            journeys = with_ids(journeys, self._last_failed())
        if self.selection.shard:
            journeys = self.selection.shard.of(journeys)
        if not journeys:
            raise NothingToReplayError(
                "no journey is left to replay",
                remedy="nothing failed in the latest run, or the shard is empty: choose others",
            )
        if self.selection.budget_s is None:
            return Selected(journeys=journeys)
        return self._within(self.selection.budget_s, journeys)

    def _last_failed(self) -> set[JourneyId]:
        with open_results(self.results, self.database, create=False) as store:
            # A team's database has runs of other suites too.
            own = [one for one in store.runs() if one.run.model_digest == self.suite.model_digest]
            latest = store.load_run(own[0].run.id if own else None)
        (run,) = build_report([latest]).runs
        return {one.id for one in run.journeys if one.outcome in (Outcome.FAILED, Outcome.FLAKY)}

    def _within(self, budget_s: float, journeys: tuple[Journey, ...]) -> Selected:
        usual = usual_or_estimated(self._usual_seconds(), journeys, self.runner)
        seconds_of = at_rate(usual, self.rate_per_s, self.workers)
        graph = graph_edges(self.model)
        chosen = choose_for(journeys, graph, seconds_of, budget_s * self.workers)
        if not chosen.journeys:
            shortest = min(map(seconds_of, journeys))
            raise NothingToReplayError(
                f"no journey is done in {format_duration(budget_s)}: the shortest takes about "
                f"{format_duration(shortest)}",
                where="--budget",
                remedy="allow more time",
            )
        whole = share_of(self.model, journeys).transition_share
        note = (
            f"budget {format_duration(budget_s)}: {len(chosen.journeys)} of "
            f"{counted(len(journeys), 'journey')} were chosen, about "
            f"{format_duration(chosen.expected_s / self.workers)}; they make "
            f"{percent(chosen.share)} of production's transitions, all of them "
            f"{percent(whole)}"
        )
        return Selected(journeys=chosen.journeys, notes=(note,))

    def _usual_seconds(self) -> dict[JourneyId, float]:
        try:
            with open_results(self.results, self.database, create=False) as store:
                return store.usual_seconds(self.runner)
        except InputError:
            # No run yet: all is estimated.
            return {}

    def _resumed(self) -> Selected:
        latest = self._run_to_resume()
        run = latest.run
        verdicts: dict[JourneyId, tuple[Verdict, ...]] = {}
        causes: dict[JourneyId, Cause | None] = {}
        for one in latest.attempts:
            if one.verdict is not None and one.cause is not Cause.NOT_PERFORMED:
                verdicts[one.journey_id] = (*verdicts.get(one.journey_id, ()), one.verdict)
                causes[one.journey_id] = one.cause
        done = {one for one, found in verdicts.items() if self._is_done(found, causes[one])}
        left = with_ids(self.suite.journeys, set(latest.planned) - done)
        if not left or not latest.planned:
            raise NothingToReplayError(
                f"the latest run, {run.id}, has left nothing undone"
                + ("" if latest.state is RunState.FINISHED else ", or did not say what it planned"),
                where="--resume",
                remedy="begin a new run",
            )
        by_id = {one.id: one for one in left}
        times = sum(note.startswith(_WENT_ON) for note in latest.notes) + 2
        note = (
            f"{_WENT_ON} {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {len(done)} of "
            f"{counted(len(latest.planned), 'journey')} had been done"
        )
        return Selected(
            journeys=tuple(by_id[one] for one in latest.planned if one in by_id),
            notes=(note,),
            resumed=Resumed(run_id=run.id, marker=f"{run.id}r{times}", verdicts=verdicts),
        )

    def _run_to_resume(self) -> LoadedRun:
        shard = str(self.selection.shard) if self.selection.shard else None
        wanted = (self.suite.model_digest, self.runner, self.base_url)
        with open_results(self.results, self.database, create=False) as store:
            for entry in store.runs():
                run = entry.run
                is_it = (run.model_digest, run.runner, run.base_url) == wanted
                if is_it and run.test is None and shard in (None, run.shard):
                    return store.load_run(run.id)
        of_shard = f", shard {shard}," if shard else ""
        raise InputError(
            f"no run of this suite{of_shard} on {self.base_url} by runner {self.runner} is kept",
            where="--resume",
            remedy="name suite, --base-url and --runner as before, or begin a run",
        )

    def _is_done(self, verdicts: tuple[Verdict, ...], cause: Cause | None) -> bool:
        # Who met no application may meet it now.
        deserves_more = verdicts[-1] is Verdict.FAILED or cause in (
            Cause.UNREACHABLE,
            Cause.TIMED_OUT,
        )
        return not deserves_more or len(verdicts) > self.retries


_WENT_ON = "the run went on at"
