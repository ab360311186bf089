"""The tree of a site's paths: each segment a node below the one before it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class PathNode:
    """A place in the tree of paths; mutable while the tree is built and merged."""

    children: dict[str, "PathNode"] = field(default_factory=dict)
    count: int = 0
    """Events here and below."""
    paths: list[str] = field(default_factory=list)
    """The paths that end here."""

    def add(self, segments: Sequence[str], path: str, count: int) -> None:
        """Put a path with its events into the tree, of which this is the root."""
        node = self
        node.count += count
        for segment in segments:
            node = node.children.setdefault(segment, PathNode())
            node.count += count
        node.paths.append(path)

    def join(self, name: str, alike: Collection[str]) -> None:
        """Make one child of several, which may have been there by that name before."""
        if alike:
            joined = self.children.pop(name, PathNode())
            for other in sorted(alike):
                if other != name:
                    joined._absorb(self.children.pop(other))
            self.children[name] = joined

    def join_spellings(self) -> None:
        """Make one child of those that differ by capitals alone, called as it is most often."""
        spellings: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.children:
            if "{" not in name:
                spellings[name.lower()].append(name)
        for names in spellings.values():
            if len(names) > 1:
                self.join(max(names, key=lambda one: (self.children[one].count, one)), names)

    def _absorb(self, other: "PathNode") -> None:
        """Take all that the other has, which is used up."""
        self.count += other.count
        self.paths += other.paths
        for name, child in other.children.items():
            # What only one has below stays as it is: deep trees are joined at each of their levels.
            mine = self.children.setdefault(name, child)
            if mine is not child:
                mine._absorb(child)
