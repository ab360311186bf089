"""`python -m journeys.demo --release 2 --port 8321`: the shop in the foreground, until Ctrl-C."""

import argparse
import logging
import signal
import sys
from threading import Event

from journeys.demo.releases import RELEASES
from journeys.demo.shop import run_shop


def main() -> int:
    """Serve until interrupted; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m journeys.demo", description="The demo shop.")
    parser.add_argument("--release", type=int, choices=sorted(RELEASES), default=1)
    parser.add_argument("--port", type=int, default=8321, help="0 takes a free one (default 8321)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")

    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with run_shop(options.release, options.port) as shop:
            print(f"release {options.release} of the demo shop: {shop.base_url}  (Ctrl-C stops it)")
            sys.stdout.flush()
            stop.wait()
    except OSError as error:
        print(f"the demo shop cannot listen on port {options.port}: {error}", file=sys.stderr)
        print("  → choose another one with --port, or --port 0 for a free one", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
