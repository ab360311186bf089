"""Where arrays wait until they are needed: in memory, or in files if they are too many for it."""

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Arrays: TypeAlias = tuple[npt.NDArray[Any], ...]


class Shelf:
    """Tuples of arrays by name."""

    def __init__(self, folder: Path | None) -> None:
        """Without a folder, which is made for it, they are held in memory."""
        self._folder = folder
        self._held: dict[str, Arrays] = {}
        if folder is not None:
            folder.mkdir()

    def put(self, name: str, *arrays: npt.NDArray[Any]) -> None:
        """Arrays of a name, in the place of those that it had."""
        if self._folder is None:
            self._held[name] = arrays
            return
        with (self._folder / name).open("wb") as file:
            for array in arrays:
                np.save(file, array)

    def get(self, name: str) -> Arrays:
        """The arrays of a name."""
        if self._folder is None:
            return self._held[name]
        path = self._folder / name
        arrays = []
        with path.open("rb") as file:
            while file.tell() < path.stat().st_size:
                arrays.append(np.load(file))
        return tuple(arrays)

    def take(self, name: str) -> Arrays:
        """The arrays of a name, which has none then."""
        arrays = self.get(name)
        if self._folder is None:
            del self._held[name]
        else:
            (self._folder / name).unlink()
        return arrays
