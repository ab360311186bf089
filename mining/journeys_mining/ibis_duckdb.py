"""Ibis for DuckDB alone: by itself it imports the compilers of twenty databases to use one of them,
which takes as long as all else that a small export needs of it."""

import importlib
import sys
from importlib.util import find_spec, module_from_spec
from typing import Any

_COMPILERS = "ibis.backends.sql.compilers"


def import_for_duckdb() -> None:
    """Import Ibis; the other compilers are imported when somebody asks for one."""
    if _COMPILERS in sys.modules:
        return
    spec = find_spec(_COMPILERS)
    if spec is None or spec.loader is None:
        return  # An Ibis that is built otherwise imports what it wants.
    loader, package = spec.loader, module_from_spec(spec)

    def asked_for(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if find_spec(f"{_COMPILERS}.{name}") is not None:
            return importlib.import_module(f"{_COMPILERS}.{name}")
        del package.__dict__["__getattr__"]
        loader.exec_module(package)
        return getattr(package, name)

    package.__dict__["__getattr__"] = asked_for
    sys.modules[_COMPILERS] = package
