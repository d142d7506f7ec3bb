"""The judge's worker: what the judge's forkserver calls in a fork of its own for each job."""

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runner.judge.events import Event, JudgeFailed, bounded, to_plain
from runner.judge.job import HIDDEN_TESTS, JudgeJob
from runner.judge.running import conduct
from runner.judge.seat import JudgeWall
from sandbox.forkserver.link import JudgeLink
from sandbox.wall.codec import dumps, loads
from sandbox.wall.judge.wall import Wall

OpenGuest = Callable[[dict[str, Any]], Any]
MakeWall = Callable[[JudgeJob, OpenGuest, Path], JudgeWall]
# Collections are rare: a run is short, and the collector would walk through all that the judge has loaded.
GC_THRESHOLDS = (100_000, 50, 100)


def build_wall(job: JudgeJob, open_guest: OpenGuest, tests: Path) -> JudgeWall:
    """Make the real wall for a job whose test files will lie under `tests`; the one place where that happens."""
    return Wall(
        open_guest=open_guest,
        files=job.submission,
        modules=job.modules,
        interface=job.interface,
        limits=job.limits,
        guest_per=job.guest_per,
        seed=job.seed,
        tests=tests,
    )


def run(payload: bytes, link: JudgeLink, *, make_wall: MakeWall = build_wall) -> None:
    """Run one job in the current folder, which is empty and the worker's own.

    Whatever goes wrong on this side becomes a `judge_failed` event: the candidate never pays for it.
    """
    gc.freeze()  # what the warm parent loaded is not garbage
    gc.set_threshold(*GC_THRESHOLDS)

    def emit(event: Event) -> None:
        link.emit(dumps(to_plain(event)))

    try:
        job = JudgeJob.from_plain(loads(payload))
        root = Path.cwd().resolve()
        conduct(job, make_wall(job, link.open_guest, root / HIDDEN_TESTS), emit, root=root)
    except BaseException as exc:  # noqa: BLE001 -- the worker's own loop: nothing may end it without a word
        emit(JudgeFailed(reason=bounded(f"{type(exc).__name__}: {exc}")))
    os.environ.pop("PYTEST_CURRENT_TEST", None)
