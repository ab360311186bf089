"""Mines a table in a Spark cluster of two workers, and compares the model with DuckDB's.

    python -m benchmarks.on_spark

Needs Spark (`make spark`) and Java; a test runs it. Ends with 1 if the models differ.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from journeys_mining.mine import Mined, mine_source
from journeys_mining.options import MiningOptions
from journeys_mining.warehouses.source import choose_source
from tests.mining.warehouses.events import events_frame, write_duckdb


def main() -> None:
    """Mine both and say whether they are equal."""
    with tempfile.TemporaryDirectory(prefix="journeys-spark-") as folder:
        here = Path(folder)
        _start_cluster(here)
        in_duckdb = _mined(write_duckdb(here / "events.duckdb", events_frame()))
        in_spark = _mined("spark://")
        left = sorted(one.name for one in here.glob("journeys_*"))
    same = _lines(in_duckdb) == _lines(in_spark)
    print(f"models {'are equal' if same else 'DIFFER'}; tables left in Spark: {left}")
    sys.exit(0 if same and not left else 1)


def _start_cluster(folder: Path) -> None:
    os.chdir(folder)
    settings = {"spark.sql.warehouse.dir": str(folder), "spark.ui.enabled": "false"}
    settings |= {"spark.sql.shuffle.partitions": "2", "spark.log.level": "ERROR"}
    # A few rows are counted long before compiling would have paid for itself.
    quickly = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    settings |= {
        "spark.driver.extraJavaOptions": quickly,
        "spark.executor.extraJavaOptions": quickly,
    }
    settings |= {"spark.sql.codegen.wholeStage": "false"}
    settings |= {"spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    settings |= {"spark.sql.adaptive.enabled": "false"}
    arguments = " ".join(f"--conf '{key}={value}'" for key, value in settings.items())
    os.environ["PYSPARK_SUBMIT_ARGS"] = (
        f"--master local-cluster[2,1,1024] {arguments} pyspark-shell"
    )
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

    session = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    file = folder / "events.parquet"
    events_frame().to_parquet(file, coerce_timestamps="us", index=False)
    session.read.parquet(str(file)).createOrReplaceTempView("events")
    print(f"Spark {session.version} on {session.sparkContext.master}")


def _mined(url: str) -> Mined:
    begun = time.perf_counter()
    source = choose_source(url, "events", None)
    mined = mine_source(source, MiningOptions(floor=2), lambda _: None)
    print(f"{source.scheme}: {mined.report.events} events in {time.perf_counter() - begun:.1f} s")
    return mined


def _lines(mined: Mined) -> list[str]:
    return [one for one in mined.model.to_json().splitlines() if '"source"' not in one]


if __name__ == "__main__":
    main()
