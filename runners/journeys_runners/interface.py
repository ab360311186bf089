"""What a runner is: the Protocol that `http` fits and third parties may fit.

A runner opens one *visit* for each attempt at a journey: a fresh visitor with its own cookies. The
visit performs steps one after another and says what it saw. It never raises for what the
application or the network does: that is evidence.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from journeys.evidence import RunId, StepEvidence
from journeys.journey import Journey, Step, Suite
from journeys_runners.bindings.bindings import Bindings
from journeys_runners.browser_options import BrowserOptions
from journeys_runners.identity.accounts import Identity, IdentityPool
from journeys_runners.knowledge import Knowledge
from journeys_runners.masking.secret_values import SecretValues
from journeys_runners.target import Target
from journeys_runners.values.data_pool import DataPool
from journeys_runners.values.mined_values import MinedValues


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """What every visit of one run shares."""

    run_id: RunId
    target: Target
    suite: Suite
    bindings: Bindings
    seed: int
    knowledge: Knowledge = field(default_factory=Knowledge)
    """Grows with what the visits see."""
    browser: BrowserOptions = field(default_factory=BrowserOptions)
    marker: str | None = None
    """What invented values carry; None for the run's id."""
    identities: IdentityPool = field(default_factory=IdentityPool)
    identity: Identity | None = None
    """Who visits, in the context of one visit; in that of a run None."""
    may_register: bool = True
    """Whether visitors without an account may make one on staging."""
    secrets: SecretValues = field(default_factory=SecretValues)
    """What is masked wherever it turns up."""
    data: DataPool = field(default_factory=DataPool)
    """The environment's own values."""
    mined: MinedValues = field(init=False, repr=False, compare=False)
    """Production's values, of the suite."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "mined", MinedValues(self.suite))


class Visit(Protocol):
    """One fresh visitor on staging."""

    async def perform(self, index: int, step: Step) -> StepEvidence:
        """Perform one step, wait until it has answered, and judge what came."""
        ...

    async def finish(self) -> Sequence[StepEvidence]:
        """End the visit; gives the steps of which more is known now than when they were performed.

        Their evidence takes the place of what `perform` gave.
        """
        ...


class Runner(Protocol):
    """Opens visits. Lives as long as its run."""

    name: str

    def visit(
        self, journey: Journey, attempt: int, identity: Identity | None = None
    ) -> AbstractAsyncContextManager[Visit]:
        """A fresh visitor for one attempt at one journey."""
        ...
