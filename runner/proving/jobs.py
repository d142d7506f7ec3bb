"""What is run to prove a problem: its reference and its starter, as submissions, against hidden and visible tests."""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import replace

from runner.catalog import imported_names, is_test_file
from runner.grading import correctness, hostile_submission
from runner.judge import JudgeJob
from runner.model import Group, Problem, SourceFile, Submission

_HIDDEN = "tests/hidden/"  # where the judge expects tests, whatever they are
_VISIBLE = "tests/visible/"
# Imported by the boxes ahead of need; the lock has what the reference really imports.
_WORTH_IT = frozenset({"numpy", "scipy", "torch"})


def submission_of(problem: Problem, folder: str) -> Submission:
    """Return what is in `reference/` or `starter/` as somebody would hand it in."""
    files = problem.under(folder)
    return Submission(
        candidate=folder,
        files=tuple(
            SourceFile(path=path.removeprefix(f"{folder}/"), data=data) for path, data in sorted(files.items())
        ),
    )


def recording_job(problem: Problem) -> JudgeJob:
    """Return the reference's first run: nothing is frozen, and the wall notes what the tests use."""
    return JudgeJob.grading(replace(problem, lock=None), submission_of(problem, "reference"))


def answering_nothing(problem: Problem) -> JudgeJob:
    """Return the run of a submission that answers nothing: the hostile canary, which leaves nothing behind here."""
    return JudgeJob.grading(problem, hostile_submission(problem, leaves=False), only=correctness(problem))


def visible_job(problem: Problem, folder: str) -> JudgeJob:
    """Return the run of the visible tests on the reference or the starter, one group a file."""
    tests = {path.replace(_VISIBLE, _HIDDEN, 1): data for path, data in problem.under(_VISIBLE).items()}
    files = [path for path in tests if is_test_file(path)]
    groups = tuple(Group(name=path, points=100 / len(files), tests=path) for path in files)
    job = JudgeJob.grading(replace(problem, lock=None), submission_of(problem, folder))
    return replace(job, tests=tuple(sorted(tests.items())), groups=groups)


def unread(problem: Problem) -> Problem:
    """Return the problem without the search for small counterexamples: verdicts are the same, and nobody reads them."""
    return replace(problem, tests=replace(problem.tests, shrink=False))


def visible_text(text: str) -> str:
    """Return the judge's text with the visible tests under their own path."""
    return text.replace(_HIDDEN, _VISIBLE)


def preload_of(problem: Problem) -> tuple[str, ...]:
    """Return what boxes should import ahead of the reference's first run, by its text."""
    return tuple(sorted(_WORTH_IT & _imports(problem)))


def _imports(problem: Problem) -> set[str]:
    found: set[str] = set()
    for path, data in problem.under("reference").items():
        if path.endswith(".py"):
            with suppress(SyntaxError, ValueError):  # the first run says so, in the guest's words
                found |= {module.partition(".")[0] for module in imported_names(ast.parse(data))}
    return found
