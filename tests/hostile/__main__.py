"""`python -m tests.hostile [TECHNIQUE ...]`: fight techniques in Docker and say which break a promise.

A name may be that of a folder ("stay"). Exit status 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.hostile.arena import fight
from tests.hostile.promises import Promise, shortfalls
from tests.hostile.technique import Attacks, techniques

_SHOWN = 300


def main(arguments: list[str]) -> int:
    """Fight; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TECHNIQUE", help="as in stay/daemon, or a folder: stay")
    parser.add_argument("--per-box", type=int, default=20, help="submissions in one box (default: 20)")
    parser.add_argument("--lanes", type=int, default=2, help="lanes at once (default: 2)")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    asked = parser.parse_args(arguments)
    attacks = chosen(asked.names)
    with tempfile.TemporaryDirectory() as folder:
        fought = fight(attacks, Path(folder), lanes=min(asked.lanes, len(attacks)), per_box=asked.per_box)
    broken = {each.name: told for each in attacks if (told := _told(fought, each))}
    if fought.left:
        broken["the engine"] = {"nothing is left": list(fought.left)}
    print(json.dumps(broken) if asked.json else _text(broken, len(attacks)))  # noqa: T201 -- the result
    return 1 if broken else 0


def chosen(names: list[str]) -> Attacks:
    """Return the techniques of these names and folders, all where none is named."""
    found = tuple(
        each for each in techniques() if not names or each.name in names or each.name.partition("/")[0] in names
    )
    if not found:
        raise SystemExit(f"no technique is called {' or '.join(names)}; they lie under tests/hostile/submissions")
    return found


def _told(fought: object, technique: object) -> dict[str, list[str]]:
    return {promise.value: lines for promise in Promise if (lines := shortfalls(fought, technique, promise))}


def _text(broken: dict[str, dict[str, list[str]]], fought: int) -> str:
    lines = [
        f"{name}: not so that it {promise}: {'; '.join(told)[:_SHOWN]}"
        for name, promises in broken.items()
        for promise, told in promises.items()
    ]
    return "\n".join([*lines, f"{fought} techniques, {len(broken)} broke a promise"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
