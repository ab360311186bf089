"""Counts the texts that look like a name or a street: what recognisers do to ordinary texts.

    apt-cache dumpavail | sed -n 's/^Description\\(-en\\)\\?: //p' > descriptions.txt
    python -m benchmarks.flagged_texts descriptions.txt

Prints those of the held-out half (by a checksum of the text); the recognisers were mended by the
other half.
"""

import argparse
import zlib
from collections import defaultdict
from pathlib import Path

from journeys_mining.events.privacy import personal_kind

_KINDS = ("name", "street")
_LONGEST = 80


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path, help="a text in each line")
    lines = {line.strip() for line in parser.parse_args().texts.read_text("utf-8").splitlines()}
    texts = sorted(
        line for line in lines if 0 < len(line) <= _LONGEST and zlib.crc32(line.encode()) % 2
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for text in texts:
        if (kind := personal_kind(text)) in _KINDS:
            found[kind].append(text)
    for kind in _KINDS:
        print(f"{kind}: {len(found[kind])} of {len(texts)} texts", *found[kind], sep="\n  ")


if __name__ == "__main__":
    main()
