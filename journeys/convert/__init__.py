"""The convert stage: a model goes in, the input of another tool comes out.

One module for each tool. Every converter takes the first-order chain, for that is what these tools
know, and says in notes what its format cannot hold.
"""

from collections.abc import Callable
from typing import Final

from journeys.convert.conversion import Conversion
from journeys.convert.graphviz import to_graphviz
from journeys.convert.graphwalker import to_graphwalker
from journeys.convert.k6 import to_k6
from journeys.convert.locust import to_locust
from journeys.convert.mermaid import to_mermaid
from journeys_mining.model.navigation_model import NavigationModel

CONVERTERS: Final[dict[str, Callable[[NavigationModel], Conversion]]] = {
    "graphviz": to_graphviz,
    "graphwalker": to_graphwalker,
    "k6": to_k6,
    "locust": to_locust,
    "mermaid": to_mermaid,
}

__all__ = ["CONVERTERS", "Conversion"]
