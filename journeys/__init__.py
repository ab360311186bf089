"""`journeys`: mine user journeys from production analytics and replay them on staging.

`journeys.load_model`, `sample`, `probability`, `next_actions` and others are the Python API
(docs/python-api.md). They are imported when they are first used: `import journeys` is instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeys.api import (
        load_model,
        load_site_graph,
        log_probability,
        next_actions,
        probability,
        rank_within,
        sample,
        sample_tempered,
    )
    from journeys.markov_chain import MarkovChain

__version__ = "0.1.0"

__all__ = [
    "MarkovChain",
    "__version__",
    "load_model",
    "load_site_graph",
    "log_probability",
    "next_actions",
    "probability",
    "rank_within",
    "sample",
    "sample_tempered",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        # Not an import statement: stages that ask for our version do not import the API.
        home = "journeys.markov_chain" if name == "MarkovChain" else "journeys.api"
        return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
