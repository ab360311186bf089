"""Where Spark is for its test: in `.spark`, where `make spark` puts it, or among our packages."""

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Final

SPARK_FOLDER: Final = Path(__file__).parents[2] / ".spark"


def find_java() -> str | None:
    """The program that Spark will start."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


def has_spark() -> bool:
    """Whether it was installed to its end, or is one of our packages."""
    return (SPARK_FOLDER / "installed").exists() or bool(importlib.util.find_spec("pyspark"))


def require_spark() -> None:
    """Skip the test that needs Spark where it is not; in CI it must be there."""
    if has_spark() and find_java() is not None:
        return
    # The program that installs Spark reads this module where pytest need not be yet.
    import pytest

    missing = (
        "Spark is not installed (`make spark` does it)"
        if find_java()
        else ("Java is not installed, and Spark needs it (Debian: default-jre-headless)")
    )
    if os.environ.get("CI"):
        pytest.fail(f"{missing}, and CI must have it", pytrace=False)
    pytest.skip(missing)
