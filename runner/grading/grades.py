"""Grades in the making: what was judged, with everything that makes it possible to check it and make it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from runner import __version__
from runner.grading.one import Judged
from runner.grading.scoring import group_scores, results, total
from runner.model import Grade, GradeStatus, OurFault, Problem, Provenance, Submission
from sandbox.engine import Engine


class GradeMaker:
    """Makes the grades of one problem's submissions in one engine."""

    def __init__(self, problem: Problem, engine: Engine) -> None:
        if problem.lock is None:
            raise OurFault(f"{problem.slug} has no lock: run `prebrief problem verify {problem.slug}`")
        self._problem = problem
        self._lock = problem.lock
        limits = problem.limits
        self._made = Provenance(
            problem=problem.slug,
            problem_version=problem.version,
            problem_digest=problem.lock.digest,
            submission_digest="",
            image_digest=engine.image_digest(problem.image),
            engine=engine.name,
            isolated=engine.isolated,
            seed=problem.tests.seed,
            prebrief=__version__,
            limits={name: float(getattr(limits, name)) for name in limits.__dataclass_fields__},
        )

    def graded(self, submission: Submission, judged: Judged, *, wall_seconds: float, tries: int) -> Grade:
        """Return the grade of what was judged."""
        tests = results(self._lock, judged.decided)
        groups = group_scores(self._problem, tests)
        peaks = [test.peak_bytes for test in tests if test.peak_bytes is not None]
        return Grade(
            candidate=submission.candidate,
            status=GradeStatus.GRADED,
            score=total(groups),
            groups=groups,
            tests=tests,
            provenance=self._provenance(submission.digest),
            cpu_seconds=round(sum(test.cpu_seconds for test in tests), 4),
            wall_seconds=round(wall_seconds, 4),
            peak_bytes=max(peaks, default=None),
            decisions=submission.decisions,
            graded_at=_now(),
            tries=tries,
        )

    def rejected(self, candidate: str, reason: str) -> Grade:
        """Return the row of what is not a submission: nothing was earned, and why."""
        return self._without_tests(candidate, GradeStatus.REJECTED, reason, "", score=0.0)

    def ungraded(self, candidate: str, reason: str, *, digest: str = "") -> Grade:
        """Return the row of what could not be graded: no score, and why."""
        return self._without_tests(candidate, GradeStatus.UNGRADED, reason, digest, score=None)

    def _without_tests(
        self, candidate: str, status: GradeStatus, reason: str, digest: str, *, score: float | None
    ) -> Grade:
        return Grade(
            candidate=candidate,
            status=status,
            score=score,
            reason=reason,
            provenance=self._provenance(digest),
            graded_at=_now(),
        )

    def _provenance(self, submission_digest: str) -> Provenance:
        return replace(self._made, submission_digest=submission_digest)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
