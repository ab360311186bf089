"""Makes, fills and serves a shop: `python -m tests.oscar.shop FOLDER --seed 1`.

Says its address on one line of standard output, and ends when its standard input does.
"""

import argparse
import os
import sys
import threading
from pathlib import Path


def main() -> None:
    """Serve until standard input is closed."""
    parser = argparse.ArgumentParser(description="Serve a shop on a free port of loopback.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    os.environ["OSCAR_FOLDER"] = str(arguments.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oscar.shop.settings"
    _fill(arguments.folder, arguments.seed)
    _serve()


def _fill(folder: Path, seed: int) -> None:
    import django  # type: ignore[import-untyped]
    from django.core.management import call_command  # type: ignore[import-untyped]

    django.setup()
    from tests.oscar.shop.seeding import seed_shop

    (folder / "media").mkdir(parents=True)
    call_command("migrate", run_syncdb=True, verbosity=0)
    seed_shop(seed)
    call_command("rebuild_index", interactive=False, verbosity=0)


def _serve() -> None:
    from django.core.wsgi import get_wsgi_application  # type: ignore[import-untyped]
    from waitress.server import create_server  # type: ignore[import-untyped]

    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    # A shop whose test was killed ends with it.
    threading.Thread(target=_end_with_input, daemon=True).start()
    server.run()


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


main()
