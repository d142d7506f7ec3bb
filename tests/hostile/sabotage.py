"""`make sabotage`: switch off one defence at a time, in a copy of the source, and show which techniques then succeed.

    a copy of the source, one defence changed --> images of its own --> python -m tests.hostile --json --> what broke

Two findings: a defence that no technique misses when it is gone, and a technique that meets no defence. A defence that
something else here is known to double (the kernel, a newer numpy, a cap) is told as that. Each defence is tried with
the techniques that name it; with --all, with every technique.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.defence import ROOT, Defence, defences, off
from tests.hostile.technique import Attacks, techniques

COPIED = ("runner", "sandbox", "tests", "pyproject.toml")
MOST_SECONDS = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of switching off one defence: `succeeded` by technique, or `trouble` where it could not be tried."""

    defence: Defence
    techniques: int
    succeeded: Mapping[str, Mapping[str, list[str]]]
    trouble: str
    seconds: float

    @property
    def doubled(self) -> str:
        """What stood in the defence's place, "" where nothing did, or the defence was missed."""
        return "" if self.succeeded or self.trouble else self.defence.doubled


def main(arguments: list[str]) -> int:
    """Try what was asked for; exit status 1 where there is a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.sabotage", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="DEFENCE", help="as in tests/hostile/defences, or a file's stem")
    parser.add_argument("--all", action="store_true", help="every technique for each defence, not those that name it")
    parser.add_argument("--per-box", type=int, default=2, help="submissions in one box (default: 2)")
    parser.add_argument("--list", action="store_true", help="list defences and their techniques; try nothing")
    parser.add_argument("-v", "--verbose", action="store_true", help="say how each technique succeeded")
    asked = parser.parse_args(arguments)
    known, attacks = defences(), techniques()
    wanted = [each for each in known.values() if not asked.names or {each.name, each.area} & set(asked.names)]
    if asked.list:
        for each in wanted:
            _say(f"{each.area}/{each.name}: {each.keeps}\n    {', '.join(meeting(each, attacks)) or 'NO TECHNIQUE'}")
        return 0
    came = [_shown(_try(each, known, attacks, asked), verbose=asked.verbose) for each in wanted]
    missed = [each.defence for each in came if not each.succeeded and not each.doubled]
    alone = [] if asked.names else [each.name for each in attacks if not each.defences]
    _say(f"{len(wanted)} defences; missed by no technique: {_names(missed)}")
    _say(f"doubled by something else here: {_names([each.defence for each in came if each.doubled])}")
    if not asked.names:
        _say(f"techniques that meet no defence: {', '.join(alone) or 'none'}")
    return 1 if missed or alone else 0


def meeting(defence: Defence, attacks: Attacks) -> list[str]:
    """Return the names of the techniques that meet a defence."""
    return [each.name for each in attacks if defence.name in each.defences]


def _try(defence: Defence, known: Mapping[str, Defence], attacks: Attacks, asked: argparse.Namespace) -> Tried:
    names = [] if asked.all else meeting(defence, attacks)
    began = time.monotonic()
    succeeded: dict[str, dict[str, list[str]]] = {}
    trouble = "" if names or asked.all else "no technique names it"
    if not trouble:
        with sabotaged(defence, known) as copy:
            succeeded, trouble = _fought(copy, [*names, "--per-box", str(asked.per_box)])
    return Tried(
        defence=defence,
        techniques=len(names),
        succeeded=succeeded,
        trouble=trouble,
        seconds=time.monotonic() - began,
    )


class sabotaged:  # noqa: N801 -- reads as what it is: with sabotaged(...)
    """A copy of the source with a defence switched off, for as long as the block runs."""

    def __init__(self, defence: Defence, known: Mapping[str, Defence]) -> None:
        self._changes = tuple(off(defence.name, known))
        self._folder = tempfile.TemporaryDirectory(prefix="prebrief-sabotage-")

    def __enter__(self) -> Path:
        """Copy and change."""
        copy = Path(self._folder.name)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(ROOT / name, copy / name)
        for change in self._changes:
            change.apply(copy)
        return copy

    def __exit__(self, *_: object) -> None:
        """Remove the copy."""
        self._folder.cleanup()


def _fought(copy: Path, arguments: list[str]) -> tuple[dict[str, dict[str, list[str]]], str]:
    """Fight in the copy; returns which techniques broke which promise, and what went wrong otherwise."""
    command = [sys.executable, "-m", "tests.hostile", "--json", *arguments]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return {}, f"did not end within {MOST_SECONDS} s"
    try:
        return json.loads(done.stdout), ""
    except ValueError:
        return {}, f"exit status {done.returncode}: {done.stderr.strip()[-400:]}"


def _shown(tried: Tried, *, verbose: bool) -> Tried:
    """Print a row."""
    state = f"{len(tried.succeeded)} of {tried.techniques or 'all'} succeed" if not tried.trouble else tried.trouble
    row = "ok  " if tried.succeeded else "also" if tried.doubled else "NONE"
    _say(f"{row} {tried.defence.name:40} {tried.seconds:5.0f} s  {tried.doubled or state}")
    for name, how in _lines(tried) if verbose or not tried.succeeded else ():
        _say(f"       {name}: {how}")
    return tried


def _names(some: list[Defence]) -> str:
    return ", ".join(each.name for each in some) or "none"


def _lines(tried: Tried) -> Iterator[tuple[str, str]]:
    for name, promises in tried.succeeded.items():
        yield name, "; ".join(told for lines in promises.values() for told in lines)[:200]


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- the result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
