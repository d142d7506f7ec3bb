"""Check a candidate's work on their own machine: the visible tests, through the same judge that grades.

    kit/tests/visible/* + solution  --visible_job-->  JudgeJob  --run (an engine)-->  RunOutcome  -->  CheckReport

The candidate's machine is trusted to itself: there is no lock in the kit, so the wall records instead of refusing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from runner.catalog import is_test_file, read_folder
from runner.grading import RunEnding, RunOutcome
from runner.judge import Decided, JudgeJob
from runner.model import BadInput, Group, Verdict
from runner.rounds.kit import VISIBLE, Kit
from runner.rounds.pack import submission_files

_HIDDEN = "tests/hidden/"  # where the judge expects tests, whatever they are
_SEED = 0  # the round's own seed stays with the hidden tests
_OWN_FILE = re.compile(r'File "[^"\n]*/submission/')  # where this run put a copy of the candidate's own file
Run = Callable[[JudgeJob], RunOutcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What the visible tests said, in their order; `ended_early` says why some have no verdict."""

    tests: tuple[Decided, ...]
    not_run: tuple[str, ...] = ()
    ended_early: str = ""

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return sum(test.verdict is Verdict.PASSED for test in self.tests)

    @property
    def holds(self) -> bool:
        """Whether every visible test passed."""
        return not self.not_run and self.passed == len(self.tests) > 0


def check(kit: Kit, run: Run) -> CheckReport:
    """Run the visible tests on what is in the kit now.

    Where they can't be run at all (the module can't be imported, a name that a test imports is not there, a test file
    is broken), the report has no tests, and says why.
    """
    outcome = run(visible_job(kit))
    if outcome.ending is RunEnding.FAULT:
        return CheckReport(tests=(), ended_early=f"no visible test could be run: {_essence(outcome.reason)}")
    decided = dict(outcome.decided)
    early = ""
    if outcome.ending is not RunEnding.FINISHED:
        early = outcome.reason or "the run ended before its time"
        if outcome.running is not None:
            verdict = Verdict.TIMEOUT if outcome.hung else Verdict.CRASHED
            decided[outcome.running] = Decided(id=outcome.running, verdict=verdict, message=early)
    order = [test.id for test in outcome.collected] or list(decided)
    return CheckReport(
        tests=tuple(_visible(decided[test]) for test in order if test in decided),
        not_run=tuple(_renamed(test) for test in order if test not in decided),
        ended_early=early,
    )


def visible_job(kit: Kit) -> JudgeJob:
    """Return the judge's job for the visible tests; BadInput where there are none, or nothing to test."""
    tests = {f"{_HIDDEN}{path}": data for path, data in _visible_files(kit.folder).items()}
    files = sorted(path for path in tests if is_test_file(path))
    if not files:
        raise BadInput(f"{kit.folder / VISIBLE} has no test. Unpack the kit again, or put your own tests there.")
    names = [path.removeprefix(_HIDDEN) for path in files]
    return JudgeJob(
        tests=tuple(sorted(tests.items())),
        groups=tuple(Group(name=name, points=100 / len(files), tests=_HIDDEN + name) for name in names),
        submission=tuple(sorted(submission_files(kit).items())),
        modules=kit.sheet.modules,
        limits=kit.sheet.limits,
        seed=_SEED,
        max_examples=kit.sheet.max_examples,
        guest_per=kit.sheet.guest_per,
    )


def watched(kit: Kit) -> tuple[Path, ...]:
    """Return the files and folders whose change calls for another check."""
    forms = ("{}.py", "{}.ipynb", "{}")
    modules = [kit.folder / form.format(module) for module in kit.sheet.modules for form in forms]
    return (*modules, kit.folder / VISIBLE)


def _visible_files(folder: Path) -> dict[str, bytes]:
    return read_folder(folder / VISIBLE) if (folder / VISIBLE).is_dir() else {}


def _visible(test: Decided) -> Decided:
    return Decided(
        id=_renamed(test.id),
        verdict=test.verdict,
        message=_OWN_FILE.sub('File "', _renamed(test.message)),
        counterexample=test.counterexample,
        wall_seconds=test.wall_seconds,
        cpu_seconds=test.cpu_seconds,
        output=test.output,
    )


def _essence(reason: str) -> str:
    """Return what a candidate needs of the judge's reason: pytest's error lines, if it has any."""
    errors = [line.removeprefix("E").strip() for line in reason.splitlines() if line.startswith("E  ")]
    text = "\n".join(errors) or reason.removeprefix("the wall could not be set up: ")
    return _OWN_FILE.sub('File "', _renamed(text))


def _renamed(text: str) -> str:
    return text.replace(_HIDDEN, VISIBLE)
