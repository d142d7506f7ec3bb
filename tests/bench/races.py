"""Whether races agree: the same race again and again, on a quiet machine and while another processor is busy.

every problem whose lock has tests that measure (where there is none: a small one of the bench's own)
  `- an accepted and a slow example submission: REPEATS times quiet, REPEATS times beside a busy process
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from runner.catalog import ExampleKind, example_submissions, load_problem, problem_folders
from runner.grading import RunEnding, Seat, lane_spec
from runner.grading.seat import most_submissions_per_box
from runner.judge import Decided, JudgeJob
from runner.judge.timing.samples import spread
from runner.model import Group, Problem, SourceFile, Submission
from sandbox.docker import DockerClient
from sandbox.docker.labels import OWNER, PROCESSOR, owner_of
from sandbox.engine import Engine
from tests.bench.sample import BenchFailed, made_lock

UNGRADED = "ungraded"  # beside the verdicts: the machine was too noisy to say
_INSIDE = Path(__file__).with_name("inside")
_TESTS = "tests/hidden/test_races.py"
_BUSY = "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])})\nprint(flush=True)\nwhile True: pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raced:
    """What came of one measurement of one submission, `repeats` times; `values` are ratios (a race) or exponents."""

    problem: str
    submission: str
    test: str
    kind: str
    at_most: float
    busy: bool
    values: tuple[float, ...]
    verdicts: dict[str, int]

    @property
    def median(self) -> float:
        """The median of the values; NaN where nothing was measured."""
        return statistics.median(self.values) if self.values else float("nan")

    @property
    def spread(self) -> float:
        """The interquartile spread as a share of the median."""
        return spread(self.values)

    @property
    def agrees(self) -> bool:
        """Whether the verdict was the same each time."""
        return len(self.verdicts) == 1


def measure_races(
    engine: Engine, sample: Problem, *, repeats: int, say: Callable[[str], None], shipped: bool = True
) -> tuple[Raced, ...]:
    """Race an accepted and a slow submission of every problem; raises BenchFailed where one can't be run.

    Without those that are `shipped`, it is the small one of the bench's own.
    """
    problems = _racing() if shipped else []
    found = [row for it in problems or [_own(engine, sample)] for row in _of_problem(engine, it, repeats, say)]
    if not found:
        raise BenchFailed("nothing was raced")
    return tuple(found)


def _of_problem(engine: Engine, problem: Problem, repeats: int, say: Callable[[str], None]) -> Iterator[Raced]:
    per_box = min(repeats, most_submissions_per_box(problem))
    spec = lane_spec(problem, submissions_per_box=per_box)
    seat = Seat(engine, spec, submissions_per_box=per_box, ahead=False)
    try:
        for submission in _raced_submissions(problem):
            for busy in (False, True):
                say(f"racing {problem.slug}, {submission.candidate}, {repeats} times{' beside a busy process' * busy}")
                with _busy_elsewhere(on=busy) as possible:
                    if possible:
                        runs = [_run(seat, problem, submission) for _ in range(repeats)]
                        yield from _rows(problem, submission, runs, busy=busy)
    finally:
        seat.close()


def _run(seat: Seat, problem: Problem, submission: Submission) -> dict[str, Decided]:
    """Run the tests that measure once; where the machine is too noisy, what was decided before."""
    box = seat.box()
    only = tuple(test.id for test in problem.lock.tests if test.measures) if problem.lock is not None else ()
    outcome = seat.run(JudgeJob.grading(problem, submission, only=only), box)
    if outcome.ending is RunEnding.FAULT:
        seat.renew()
    elif outcome.ending is not RunEnding.FINISHED:
        raise BenchFailed(f"{problem.slug}, {submission.candidate} can't be raced: {outcome.reason}")
    return outcome.decided


def _rows(problem: Problem, submission: Submission, runs: list[dict[str, Decided]], *, busy: bool) -> Iterator[Raced]:
    for test in problem.lock.tests if problem.lock is not None else ():
        if not test.measures:
            continue
        decided = [run.get(test.id) for run in runs]
        verdicts = Counter(UNGRADED if it is None else it.verdict.value for it in decided)
        measured = [it.measurements for it in decided if it is not None]
        for number in range(max((len(each) for each in measured), default=0) or 1):
            nth = [each[number] for each in measured if len(each) > number]
            yield Raced(
                problem=problem.slug,
                submission=submission.candidate,
                test=test.id.rpartition("::")[2],
                kind=nth[0].kind.value if nth else "",
                at_most=nth[0].at_most if nth else 0.0,
                busy=busy,
                values=tuple(one.value for one in nth),
                verdicts=dict(verdicts),
            )


# what is raced


def _racing() -> list[Problem]:
    problems = [load_problem(folder, need_lock=False) for folder in problem_folders()]
    return [it for it in problems if it.lock is not None and it.lock.measuring]


def _own(engine: Engine, sample: Problem) -> Problem:
    files = {"reference/solution.py": "raced.py", _TESTS: "measure_races.py"}
    files |= {"submissions/accepted/same.py": "raced.py", "submissions/slow/again_and_again.py": "raced_slow.py"}
    problem = replace(
        sample,
        slug="races",
        files={path: (_INSIDE / name).read_bytes() for path, name in files.items()},
        groups=(Group(name="speed", points=100, tests=_TESTS),),
        limits=replace(sample.limits, wall_seconds_per_test=60, wall_seconds_total=120, cpu_seconds=60),
        lock=None,
    )
    return replace(problem, lock=made_lock(engine, problem))


def _raced_submissions(problem: Problem) -> tuple[Submission, Submission]:
    """Choose an accepted one and a slow one: rather one that loses a group that measures than one that times out."""
    measuring = {test.group for test in problem.lock.tests if test.measures} if problem.lock is not None else set()
    examples = example_submissions(problem)
    accepted = [it for it in examples if it.kind is ExampleKind.ACCEPTED]
    slow = [it for it in examples if it.kind is ExampleKind.SLOW and it.expects in measuring]
    slow += [it for it in examples if it.kind is ExampleKind.SLOW]
    if not accepted or not slow:
        raise BenchFailed(f"{problem.slug} races, and has no accepted or no slow example submission")
    return _handed_in(f"accepted/{accepted[0].name}", accepted[0].files), _handed_in(
        f"{slow[0].kind}/{slow[0].name}", slow[0].files
    )


def _handed_in(name: str, files: tuple[SourceFile, ...]) -> Submission:
    return Submission(candidate=name, files=tuple(file for file in files if file.path.endswith(".py")))


# the busy neighbour


@contextmanager
def _busy_elsewhere(*, on: bool) -> Iterator[bool]:
    """Keep a processor busy that no lane of ours runs on; gives False where there is no such processor."""
    processor = _another_processor() if on else None
    if on and processor is None:
        yield False
        return
    if processor is None:
        yield True
        return
    busy = subprocess.Popen([sys.executable, "-S", "-c", _BUSY, str(processor)], stdout=subprocess.PIPE)
    try:
        if busy.stdout is None or not busy.stdout.readline():
            raise BenchFailed(f"no process could be kept busy on processor {processor}")
        yield True
    finally:
        busy.kill()
        busy.communicate()


def _another_processor() -> int | None:
    client = DockerClient()
    try:
        own = {
            it.labels[PROCESSOR] for it in client.containers(PROCESSOR) if it.labels.get(OWNER) == owner_of(os.getpid())
        }
    finally:
        client.close()
    free = sorted(number for number in os.sched_getaffinity(0) if str(number) not in own)
    return free[0] if free and own else None
