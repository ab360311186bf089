"""Puts Spark into `.spark` for its test, and finds Java or installs Debian's, where that can be.

The test runs in the environment of the others with `.spark` before its packages: who installs the
environment anew need not download Spark's 430 MB again.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.spark import SPARK_FOLDER, find_java, has_spark

ROOT = Path(__file__).parents[1]


def main() -> None:
    if find_java() is None:
        print("no Java found; installing it", flush=True)
        install_java()
    java = find_java()
    if java is not None and not has_spark():
        print("installing Spark, which downloads 430 MB", flush=True)
        install_spark()
    if java is None or not has_spark():
        # Its test is then skipped; in CI, where CI is set, it fails.
        print("Java or Spark could not be installed: the test of Spark will be skipped")
    else:
        print(f"Spark: {SPARK_FOLDER}, with {java}")


def install_java() -> None:
    """Debian's package, where we may install it."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return
    apt = [*sudo, "apt-get", "-qq"]
    subprocess.run([*apt, "update"], check=False)
    packages = ["default-jre-headless"]
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=False)


def install_spark() -> None:
    lock = ROOT / "requirements-spark.lock"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--require-hashes", "--no-compile", "--upgrade"]
    target = ["--target", str(SPARK_FOLDER), "--requirement", str(lock)]
    if subprocess.run([*pip, *options, *target], check=False).returncode == 0:
        (SPARK_FOLDER / "installed").touch()


main()
