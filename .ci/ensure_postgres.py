"""Finds a PostgreSQL server for the tests, or installs Debian's package where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.postgres import find_programs


def main() -> None:
    programs = find_programs()
    if programs is None:
        print("no PostgreSQL found; installing it", flush=True)
        install()
        programs = find_programs()
    if programs is None:
        # Those tests are then skipped; in CI, where CI is set, they fail.
        print("PostgreSQL could not be installed: its tests will be skipped")
    else:
        print(f"PostgreSQL: {programs}")


def install() -> None:
    """Debian's package, where we may install it."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return
    apt = [*sudo, "apt-get", "-qq"]
    subprocess.run([*apt, "update"], check=False)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", "postgresql"], check=False)


main()
