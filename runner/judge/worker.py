"""The judge's worker: what the judge's forkserver calls on a stage, a fork of which goes on with each job."""

import gc
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from runner.judge.desk import Desk
from runner.judge.events import JudgeFailed, bounded
from runner.judge.job import HIDDEN_TESTS, JudgeJob
from runner.judge.running import conduct
from runner.judge.seat import JudgeWall
from sandbox.forkserver.stage import Call
from sandbox.wall.judge.timed import TimedWall

MakeWall = Callable[[JudgeJob, Desk, Path], JudgeWall]
# Collections are rare: a run is short, and the collector would walk through all that the judge has loaded.
GC_THRESHOLDS = (100_000, 50, 100)


def build_wall(job: JudgeJob, desk: Desk, tests: Path, *, kind: type[TimedWall] = TimedWall) -> JudgeWall:
    """Make the real wall for a job whose test files will lie under `tests`; the one place where that happens."""
    return kind(
        open_guest=desk.open_guest,
        files=desk.submission,
        modules=job.modules,
        interface=job.interface,
        limits=job.limits,
        guest_per=job.guest_per,
        tests=tests,
    )


def run(common: bytes, call: Callable[[], Call], *, make_wall: MakeWall = build_wall) -> None:
    """Make ready in the current folder, which is empty, and run the job that `call` waits for.

    Whatever goes wrong on this side becomes a `judge_failed` event: the candidate never pays for it.
    """
    gc.freeze()  # what the warm parent loaded is not garbage
    gc.set_threshold(*GC_THRESHOLDS)
    desk = Desk(call)
    try:
        job = desk.read(common)
        root = Path.cwd().resolve()
        wall = make_wall(job, desk, root / HIDDEN_TESTS)
        beside = wall.beside(partial(desk.open_guest, box=1), files=lambda: job.reference) if job.reference else None
        conduct(job, wall, desk.emit, root=root, only=desk.only, beside=beside)
    except BaseException as exc:  # noqa: BLE001 -- the worker's own loop: nothing may end it without a word
        desk.emit(JudgeFailed(reason=bounded(f"{type(exc).__name__}: {exc}")))
    os.environ.pop("PYTEST_CURRENT_TEST", None)
