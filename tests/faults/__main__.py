"""`make faults`: kill everything at every step of a batch, fail every call to Docker, and see that nothing is lost."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults.matrix import ALL_AREAS, Wish, summary, try_all
from tests.faults.own_engine import why_no_own_engine


def main(arguments: list[str]) -> int:
    """Try all cases that are asked for; returns 0 where each kept the property, 1 where one did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"only these of {', '.join(ALL_AREAS)}")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name has this in it")
    parser.add_argument("--jobs", type=int, default=2, help="how many cases at a time (2)")
    asked = parser.parse_args(arguments)
    if strange := set(asked.areas) - set(ALL_AREAS):
        parser.error(f"there is no area {', '.join(sorted(strange))}; there are {', '.join(ALL_AREAS)}")
    if why := why_no_own_engine():
        _say(f"faults: {why}; killing processes in containers takes root as well")
        return 3
    folder = Path(tempfile.mkdtemp(prefix="prebrief-faults-"))
    try:
        came = try_all(folder, Wish(areas=tuple(asked.areas) or ALL_AREAS, only=asked.only, jobs=asked.jobs), _say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(summary(came))  # noqa: T201 -- the result
    return int(any(each.wrong for each in came))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 -- how far it is


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
