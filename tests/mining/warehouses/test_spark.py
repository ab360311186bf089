"""A Spark cluster of two workers gives the model that DuckDB gives.

pyspark and Java weigh 600 MB, so nothing installs them for the tests: where they are, this runs
(`make spark` sets them up in an environment of their own).
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def _python_with_spark() -> str:
    python = os.environ.get("JOURNEYS_SPARK_PYTHON")
    if python is None and importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed; `make spark` runs this test with it")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed, and Spark needs it (Debian: openjdk-17-jre-headless)")
    return python or sys.executable


def test_two_workers_give_the_model_that_duckdb_gives() -> None:
    done = subprocess.run(
        [_python_with_spark(), "-m", "benchmarks.on_spark"],
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'mining'}:{ROOT / 'runners'}"},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "models are equal; tables left in Spark: []" in done.stdout
    assert "local-cluster[2" in done.stdout
