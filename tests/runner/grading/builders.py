"""A small locked problem, submissions, grades, and acts for the fake engine's judge."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from runner.grading import Batch, Entry, Journal, Options
from runner.judge import BoxLost, Collected, Decided, Event, Finished, JudgeFailed, JudgeJob, Started, to_plain
from runner.model import (
    Feedback,
    Grade,
    GradeStatus,
    Group,
    Lock,
    LockedTest,
    Problem,
    Provenance,
    Round,
    SourceFile,
    Submission,
    TestRules,
    Verdict,
)
from sandbox.engine import JobEnd, JobEnding
from sandbox.errors import SandboxError
from sandbox.fake import FakeEngine, Scene
from sandbox.limits import Limits
from sandbox.wall.codec import dumps, loads

FIRST, SECOND, THIRD = (f"tests/hidden/test_it.py::test_{name}" for name in ("one", "two", "three"))
GOOD, HOSTILE = "the reference", "the hostile one"  # the canaries, as they are cast
GROUPS = (Group(name="basics", points=60, tests="tests/hidden/test_it.py"), Group(name="more", points=40, tests="x"))
TESTS = (
    LockedTest(id=FIRST, group="basics", points=30),
    LockedTest(id=SECOND, group="basics", points=30),
    LockedTest(id=THIRD, group="more", points=40),
)


def a_problem(**changes: Any) -> Problem:
    values: dict[str, Any] = {
        "slug": "small",
        "title": "Small",
        "version": "1",
        "authors": ("A",),
        "license": "Apache-2.0",
        "themes": (),
        "difficulty": "easy",
        "prepare_hours": 1.0,
        "minutes": 30.0,
        "round": Round(label="", format="live", assesses=(), not_assessed=()),
        "image": "python",
        "modules": ("solution",),
        "limits": Limits(),
        "tests": TestRules(seed=1),
        "groups": GROUPS,
        "feedback": Feedback(),
        "rubric": (),
        "files": {"tests/hidden/test_it.py": b"...", "reference/solution.py": GOOD.encode()},
        "lock": Lock(tests=TESTS, interface={}, preload=(), digest="d" * 64),
    }
    return Problem(**{**values, **changes})


def a_racing_problem(**changes: Any) -> Problem:
    """The same where the third test times the submission, in a group that counts only after the first one."""
    tests = (*TESTS[:2], replace(TESTS[2], measures=True))
    values: dict[str, Any] = {
        "groups": (GROUPS[0], replace(GROUPS[1], after=("basics",))),
        "lock": Lock(tests=tests, interface={}, preload=(), digest="d" * 64),
    }
    return a_problem(**{**values, **changes})


def a_submission(candidate: str, text: str = "") -> Submission:
    source = SourceFile(path="solution.py", data=(text or candidate).encode())
    return Submission(candidate=candidate, files=(source,))


def an_entry(candidate: str, text: str = "") -> Entry:
    return Entry(candidate=candidate, read=lambda: a_submission(candidate, text))


def a_grade(candidate: str = "ann", **changes: Any) -> Grade:
    made = {
        "problem": "small",
        "problem_version": "1",
        "problem_digest": "d" * 64,
        "submission_digest": "s",
        "image_digest": "fake:python",
        "engine": "fake",
        "isolated": True,
        "seed": 1,
        "prebrief": "0",
    }
    of_grade = {name: value for name, value in changes.items() if name not in made}
    values: dict[str, Any] = {"candidate": candidate, "status": GradeStatus.GRADED, "score": 50.0, **of_grade}
    return Grade(provenance=Provenance(**{**made, **{k: v for k, v in changes.items() if k in made}}), **values)


# what the judge of the fake engine does with a submission, whose source is the name it is cast by

Act = Callable[[Scene, JudgeJob], JobEnd]


def finish(verdict: Verdict = Verdict.PASSED, **of_decided: Any) -> Act:
    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        tell(scene, Collected(tests=()))
        for test in job.only or job.locked or ():
            tell(scene, Started(id=test), Decided(id=test, verdict=verdict, **of_decided))
        tell(scene, Finished())
        return JobEnd(ending=JobEnding.FINISHED)

    return act


def time_out(cpu_seconds: float = 0.0) -> Act:
    return finish(Verdict.TIMEOUT, cpu_seconds=cpu_seconds)


def lose_box(at: str = SECOND, *, oom_killed: bool = False) -> Act:
    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        before(scene, job, at)
        scene.box.oom_killed = oom_killed
        tell(scene, BoxLost(id=at))
        return JobEnd(ending=JobEnding.FINISHED)

    return act


def lose_judge(ending: JobEnding = JobEnding.DIED, at: str = SECOND) -> Act:
    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        before(scene, job, at)
        scene.lane.lost = ending is JobEnding.LOST
        return JobEnd(ending=ending, reason="it was lost")

    return act


def kill_guest(at: str = SECOND) -> Act:
    """Somebody outside kills the guest of one test."""

    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        for test in job.only or job.locked or ():
            hit = test == at
            verdict = Verdict.CRASHED if hit else Verdict.PASSED
            tell(scene, Started(id=test), Decided(id=test, verdict=verdict, killed=hit))
        tell(scene, Finished())
        return JobEnd(ending=JobEnding.FINISHED)

    return act


def judge_fails(reason: str = "another list of tests") -> Act:
    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        tell(scene, JudgeFailed(reason=reason))
        return JobEnd(ending=JobEnding.FINISHED)

    return act


def raises(error: SandboxError, *, down: bool = False) -> Act:
    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        scene.lane.engine.down = down
        raise error

    return act


def say_nonsense(scene: Scene, job: JudgeJob) -> JobEnd:
    scene.send(b"no event")
    return JobEnd(ending=JobEnding.FINISHED)


def wait_for_cancel(started: threading.Event) -> Act:
    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        started.set()
        scene.lane.cancelled.wait()
        return JobEnd(ending=JobEnding.DIED, reason="cancelled")

    return act


def before(scene: Scene, job: JudgeJob, at: str) -> None:
    """Decide the tests before one, and begin that one."""
    for test in job.only or job.locked or ():
        tell(scene, Started(id=test))
        if test == at:
            return
        tell(scene, Decided(id=test, verdict=Verdict.PASSED))


def tell(scene: Scene, *events: Event) -> None:
    for event in events:
        scene.send(dumps(to_plain(event)))


class Cast:
    """A play: which acts a submission's runs have, one after another; the last is repeated, the default passes.

    The canaries have parts of their own: the hostile one fails by default.
    """

    def __init__(self, *, good: list[Act] | None = None, hostile: list[Act] | None = None, **acts: list[Act]) -> None:
        self.acts = {**acts, GOOD: good or [finish()], HOSTILE: hostile or [finish(Verdict.CRASHED)]}
        self.order: list[tuple[str, str]] = []  # who ran in which box
        self.runs: dict[str, int] = defaultdict(int)
        self.jobs: list[JudgeJob] = []
        self.boxes: dict[str, list[str]] = defaultdict(list)
        self.seconds: dict[str, list[str | None]] = defaultdict(list)

    def __call__(self, scene: Scene) -> JobEnd:
        job = JudgeJob.from_plain({**loads(scene.job.common), **loads(scene.job.payload)})
        source = dict(job.submission)["solution.py"].decode()
        who = HOSTILE if "known-hostile" in source else source
        acts = self.acts.get(who, [finish()])
        act = acts[min(self.runs[who], len(acts) - 1)]
        self.runs[who] += 1
        self.jobs.append(job)
        self.boxes[who].append(scene.box.name)
        self.order.append((who, scene.box.name))
        self.seconds[who].append(scene.second and scene.second.name)
        return act(scene, job)


def run_batch(
    folder: Path,
    cast: Cast,
    *names: str,
    entries: tuple[Entry, ...] = (),
    engine: FakeEngine | None = None,
    problem: Problem | None = None,
    **how: Any,
) -> tuple[dict[str, Grade], FakeEngine]:
    """Grade submissions named as they are cast; returns the grades by candidate, and the engine."""
    engine = engine or FakeEngine(cast)
    with Journal(folder) as journal:
        batch = Batch(problem or a_problem(), engine, journal, Options(**how))
        batch.run((*map(an_entry, names), *entries))
        grades = {grade.candidate: grade for grade in batch.grades()}
    assert all(lane.closed for lane in engine.lanes)
    assert all(box.closed for lane in engine.lanes for box in lane.boxes)
    return grades, engine


def verdicts(grade: Grade) -> dict[str, str]:
    return {test.id: test.verdict.value for test in grade.tests}
