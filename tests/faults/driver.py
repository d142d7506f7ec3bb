"""The `prebrief` command in a process of its own, watched: `python -m tests.faults.driver PLAN ARGUMENT...`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from runner.cli import main
from tests.faults.sources import watch_docker, watch_files, watch_judge
from tests.faults.steps import Plan, Steps


def drive(plan: Plan, arguments: list[str]) -> int:
    """Run one command, meeting what the plan says; returns its exit code."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # a lane may be where the plan has the kernel kill the run in writing
    steps = Steps(plan)
    watch_docker(steps)
    watch_judge(steps)
    watch_files(steps, Path(plan.folder))
    return main.main(arguments)


if __name__ == "__main__":
    sys.exit(drive(Plan.from_text(sys.argv[1]), sys.argv[2:]))
