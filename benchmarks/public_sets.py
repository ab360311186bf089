"""The public sets of sessions, and the figures that the project must reach on each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ipredict import Protocol
from benchmarks.sequence_files import Session, read_sessions, without_repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceSet:
    """A set of sessions: its files, how they are prepared, its gates."""

    name: str
    files: tuple[Path, ...]
    repeats_count: bool = True
    """Whether the same action twice in a row is two steps."""
    most_sessions: int | None = None
    most_steps: int = 2000
    """Longer sessions are cut, and so are drawn ones."""
    links: Path | None = None
    """Links of the site, for transitions that cannot be."""
    with_realism: bool = True
    protocol: Protocol | None = None
    protocol_file: Path | None = None
    gates: Mapping[str, float] = field(default_factory=dict)
    """By the name of the figure."""

    def missing(self) -> list[Path]:
        """Files that are not there."""
        wanted = (*self.files, self.links, self.protocol_file)
        return [one for one in wanted if one is not None and not one.exists()]

    def sessions(self) -> list[Session]:
        """The sessions, prepared."""
        read = [one for path in self.files for one in read_sessions(path)]
        cut = [one[: self.most_steps] for one in read[: self.most_sessions]]
        return cut if self.repeats_count else without_repeats(cut)


def public_sets(folder: Path) -> tuple[SequenceSet, ...]:
    """The sets with published figures, below a folder."""
    wikispeedia, fifa = folder / "wikispeedia", folder / "fifa" / "FIFA.dat"
    msnbc = folder / "msnbc_full" / "msnbc990928.zip"
    return (
        SequenceSet(
            name="wikispeedia",
            files=tuple(
                wikispeedia / f"wikipedia_clickstreams_{part}.ngram"
                for part in ("train", "validate")
            ),
            links=wikispeedia / "links.tsv",
            gates={"perplexity": 53, "length KS": 0.06, "two-sample AUC": 0.57, "infeasible": 0.03},
        ),
        SequenceSet(
            name="fifa",
            files=(fifa,),
            repeats_count=False,
            protocol=Protocol(
                session_count=5000, least_steps=6, consequent=1, window=5, repeats_go="after"
            ),
            protocol_file=fifa,
            gates={
                "perplexity": 38.5,
                "length KS": 0.06,
                "two-sample AUC": 0.68,
                "next step": 0.315,
                "horizon": 0.37,
            },
        ),
        SequenceSet(
            name="msnbc-100k",
            files=(msnbc,),
            most_sessions=100_000,
            most_steps=500,
            protocol=Protocol(
                session_count=5000, least_steps=7, consequent=2, window=5, repeats_go="before"
            ),
            protocol_file=msnbc,
            gates={
                "perplexity": 4.87,
                "length KS": 0.06,
                "two-sample AUC": 0.54,
                "next step": 0.495,
                "horizon": 0.615,
            },
        ),
        SequenceSet(
            name="msnbc-full",
            files=(msnbc,),
            most_steps=500,
            with_realism=False,
            gates={"bits": 2.27, "fit": 15, "peak memory": 2048},
        ),
    )
