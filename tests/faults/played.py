"""Batches on the fake engine that meet every branch of grading, each submission true to itself in every run.

    right, wrong      graded in a lane, at once
    endless           times out whenever it is asked: confirmed alone where other lanes were busy
    hurried           times out with others beside it, and never when it is alone
    fatal             brings its box down in its second test, whenever it runs that
    unlucky, bereft   lose their box, their judge once, through no fault of their own
    shot              has a guest killed once, from outside
    misfiled          is no submission
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from runner.grading import Batch, Entry, Journal, Options, to_line
from runner.judge import JudgeJob
from runner.model import Problem, RunnerError, Submission, SubmissionRejected, Verdict
from runner.report import write_results
from sandbox.engine import Engine, JobEnd
from sandbox.errors import SandboxError
from sandbox.fake import Scene
from tests.runner.grading.builders import (
    SECOND,
    THIRD,
    Cast,
    a_problem,
    a_racing_problem,
    an_entry,
    finish,
    kill_guest,
    lose_box,
    lose_judge,
    time_out,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One batch: its problem, who hands in, how many lanes."""

    problem: Problem
    names: tuple[str, ...]
    lanes: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rows, with one that is no submission."""
        return (*map(an_entry, self.names), Entry(candidate="misfiled", read=_rejected))


BATCHES = {
    "one lane": Played(
        problem=a_problem(), names=("right", "wrong", "endless", "fatal", "unlucky", "bereft", "shot"), lanes=1
    ),
    "two lanes": Played(
        problem=a_problem(), names=("right", "endless", "hurried", "fatal", "unlucky", "wrong"), lanes=2
    ),
    "races": Played(problem=a_racing_problem(), names=("right", "wrong", "thrown", "fatal"), lanes=2),
}


def a_cast() -> Cast:
    """Return a fresh cast: what happens to a submission once has not happened yet."""
    return Cast(
        wrong=[finish(Verdict.FAILED, message="no")],
        endless=[time_out()],
        hurried=[_hurried],
        fatal=[_fatal],
        unlucky=[lose_box(), finish()],
        bereft=[lose_judge(), finish()],
        shot=[kill_guest(), finish()],
        thrown=[finish(), lose_box(THIRD), finish()],
    )


def run_played(
    folder: Path, played: Played, engine: Engine, *, cancel_after: int | None = None
) -> SandboxError | RunnerError | None:
    """Run a batch and write its files, as the command does; returns the declared error that ended it, if one did.

    What is not declared is raised: the command would end with a traceback. `cancel_after` so many rows it is stopped.
    """
    try:
        with Journal(folder) as journal:
            batch = Batch(played.problem, engine, journal, Options(lanes=played.lanes))
            batch.run(played.entries, lambda progress: batch.cancel() if progress.done == cancel_after else None)
            write_results(folder, batch.grades, to_line)
        return None
    except (SandboxError, RunnerError) as error:
        return error


def _fatal(scene: Scene, job: JudgeJob) -> JobEnd:
    act = lose_box(SECOND) if SECOND in (job.only or job.locked or ()) else finish()
    return act(scene, job)


def _hurried(scene: Scene, job: JudgeJob) -> JobEnd:
    act = time_out() if job.only is None else finish()  # alone, the tests to be run are named
    return act(scene, job)


def _rejected() -> Submission:
    raise SubmissionRejected("misfiled.zip: it holds no solution.py")
