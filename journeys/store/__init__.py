"""Stage *store*: evidence goes in while a run goes on, and comes out as it was for every report.

Takes the records of `journeys.journey` and `journeys.evidence`, gives `LoadedRun`. It knows nothing
of runners and reports.
"""

from journeys.store.bodies import StoredBody
from journeys.store.loaded_run import (
    NO_PASSES,
    EarlierPasses,
    LoadedAttempt,
    LoadedExchange,
    LoadedRun,
    LoadedStep,
    RunEntry,
)
from journeys.store.results_store import ResultsStore

__all__ = [
    "NO_PASSES",
    "EarlierPasses",
    "LoadedAttempt",
    "LoadedExchange",
    "LoadedRun",
    "LoadedStep",
    "ResultsStore",
    "RunEntry",
    "StoredBody",
]
