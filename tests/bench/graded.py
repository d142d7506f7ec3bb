"""`prebrief grade`, as it is, with a meter on its engine.

As a program: `python -m tests.bench.graded FIGURES.json grade PROBLEM --batch INBOX ...`; it writes what it used.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from runner.model import GradeStatus
from tests.bench.metered import MeteredEngine
from tests.bench.sample import BenchFailed

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What one batch used: the runner itself, and its containers with their shims."""

    runner_seconds: float
    container_seconds: float
    containers: int
    peak_bytes: int


def run_graded(problem: Path, inbox: Path, *, per_box: int, folder: Path, canary: bool | None = None) -> Graded:
    """Grade an inbox in a process of its own; raises BenchFailed where not everybody gets full marks.

    `canary` None leaves canaries at the default.
    """
    figures = folder / "figures.json"
    options = ["--batch", str(inbox), "--out", str(folder / "results"), "--submissions-per-box", str(per_box)]
    options += [] if canary is None else ["--canary" if canary else "--no-canary"]
    command = [sys.executable, "-m", "tests.bench.graded", str(figures), "grade", str(problem), *options, "--json"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchFailed(f"grading the sample ended with {done.returncode}:\n{done.stderr[-2000:]}")
    grades = [json.loads(line) for line in (folder / "results" / "results.jsonl").read_text("utf-8").splitlines()]
    count = len(list(inbox.iterdir()))
    if [grade["status"] for grade in grades] != [GradeStatus.GRADED.value] * count or {
        grade["score"] for grade in grades
    } != {100.0}:
        raise BenchFailed(f"not all of {count} copies of the reference got full marks: see {folder / 'results'}")
    return Graded(**json.loads(figures.read_text("utf-8")))


def main() -> None:
    """Be `prebrief` with the arguments that are left, and write what it used."""
    from runner.cli import engines, grade, main

    figures = Path(sys.argv.pop(1))
    made: list[MeteredEngine] = []

    def metered() -> MeteredEngine:
        made.append(MeteredEngine())
        return made[-1]

    main.COMMANDS = (grade,)  # type: ignore[assignment]  # the one that is measured
    engines._docker = metered  # type: ignore[assignment]  # an engine as good as Docker's: it is Docker's
    try:
        main.run()
    finally:
        figures.write_text(json.dumps(asdict(_used(made))), encoding="utf-8")


def _used(engines: list[MeteredEngine]) -> Graded:
    peak = re.search(r"^VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii", "replace"), re.MULTILINE)
    times = os.times()
    return Graded(
        runner_seconds=times.user + times.system + times.children_user + times.children_system,
        container_seconds=sum(engine.meter.seconds for engine in engines),
        containers=sum(engine.meter.containers for engine in engines),
        peak_bytes=int(peak[1]) * 1024 if peak is not None else 0,
    )


if __name__ == "__main__":
    main()
