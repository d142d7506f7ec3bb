"""`python -m tests.hostile [TECHNIQUE ...]`: fight techniques in Docker and say which break a promise.

A name may be that of a folder ("stay"). Exit status 1 where a promise was broken. Races (`clock`) have the machine to
themselves, one lane after everything else; on a machine that others use they tell nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.hostile.arena import Fought, fight
from tests.hostile.promises import Promise, shortfalls
from tests.hostile.technique import OTHER_TARGETS, Attacks, Technique, techniques

RACED = OTHER_TARGETS["clock"]
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
    broken: dict[str, dict[str, list[str]]] = {}
    for lanes, part in (
        (asked.lanes, tuple(each for each in attacks if each.target != RACED)),
        (1, tuple(each for each in attacks if each.target == RACED)),
    ):
        if part:
            broken |= _broken(part, lanes=lanes, per_box=asked.per_box)
    print(json.dumps(broken) if asked.json else _text(broken, len(attacks)))  # noqa: T201 -- the result
    return 1 if broken else 0


def _broken(attacks: Attacks, *, lanes: int, per_box: int) -> dict[str, dict[str, list[str]]]:
    """Fight; returns what broke which promise, and how."""
    with tempfile.TemporaryDirectory() as folder:
        fought = fight(attacks, Path(folder), lanes=min(lanes, len(attacks)), per_box=per_box)
    broken = {each.name: told for each in attacks if (told := _told(fought, each))}
    if fought.left:
        broken["the engine"] = {"nothing is left": list(fought.left)}
    return broken


def chosen(names: list[str]) -> Attacks:
    """Return the techniques of these names and folders, all where none is named."""
    found = tuple(
        each for each in techniques() if not names or each.name in names or each.name.partition("/")[0] in names
    )
    if not found:
        raise SystemExit(f"no technique is called {' or '.join(names)}; they lie under tests/hostile/submissions")
    return found


def _told(fought: Fought, technique: Technique) -> dict[str, list[str]]:
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
