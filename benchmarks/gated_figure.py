"""A measured number beside its gate, and how it is printed."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number."""

    name: str
    value: float
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the gate, if there is one, is kept."""
        above = self.at_most is not None and not self.value <= self.at_most
        below = self.at_least is not None and not self.value >= self.at_least
        return not above and not below


def show_figures(name: str, figures: Sequence[Figure]) -> None:
    """Print what was measured on one set."""
    print(f"\n{name}")
    for one in figures:
        gate = ""
        if one.at_most is not None:
            gate = f"≤ {one.at_most:.5g}"
        if one.at_least is not None:
            gate = f"≥ {one.at_least:.5g}"
        mark = "" if not gate else "holds" if one.holds else "MISSED"
        print(f"  {one.name:<22} {one.value:>10.5g}  {gate:<10} {mark:<7} {one.note}".rstrip())
    sys.stdout.flush()
