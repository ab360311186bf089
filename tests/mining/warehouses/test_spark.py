"""A Spark cluster of two workers gives the model that DuckDB gives."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.spark import SPARK_FOLDER, require_spark

ROOT = Path(__file__).parents[3]


def test_two_workers_give_the_model_that_duckdb_gives() -> None:
    require_spark()
    places = (SPARK_FOLDER, ROOT, ROOT / "mining", ROOT / "runners")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.on_spark"],
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, places))},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "models are equal; tables left in Spark: []" in done.stdout
    assert "local-cluster[2" in done.stdout
