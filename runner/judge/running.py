"""One run of the hidden tests: pytest inside this process, set up so that nothing but the job decides what happens.

The tests are collected before it is known what was handed in: the first event that is told, or the first question to
the submission, waits for that, and the process that goes on is a fork with a folder of its own (sandbox/forkserver).

pytest is told where its root is and reads an empty settings file of ours; plugins that only print, cache or watch for
leaks are left out, because each run is a fresh fork and every one of them costs it time. Assertion rewriting stays: the
message of a failed `assert` is what interviewers read.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.judge.compare import bound_unittest
from runner.judge.events import Event, Finished, JudgeFailed, bounded
from runner.judge.fault import JudgeFault
from runner.judge.fixtures import JudgeFixtures
from runner.judge.grouping import files_of
from runner.judge.job import HIDDEN_TESTS, JudgeJob
from runner.judge.layout import write_tests
from runner.judge.plugin import JudgePlugin
from runner.judge.printing import bound_printing
from runner.judge.seat import JudgeWall
from runner.judge.seeding import prepare, seed_import
from sandbox.wall.failure import WallFailure

# Left out: what prints, caches or reports, and what searches the garbage for warnings.
LEFT_OUT = (
    "terminal", "cacheprovider", "pastebin", "junitxml", "doctest", "stepwise", "setuponly", "setupplan",
    "faulthandler", "unraisableexception", "threadexception",
)  # fmt: skip
# What would change pytest's or Hypothesis's behaviour from outside the job.
FOREIGN_VARIABLES = ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_THEME", "HYPOTHESIS_PROFILE")

Only = tuple[str, ...] | None


def conduct(
    job: JudgeJob,
    wall: JudgeWall,
    emit: Callable[[Event], None],
    *,
    root: Path,
    only: Callable[[], Only],
    beside: JudgeWall | None = None,
) -> None:
    """Run a job in this process, its tests written below `root`, an empty folder; what is found goes through `emit`.

    `only` tells, once something was emitted, which tests to run; `beside` is the wall to the reference, for races.

    Changes the process for good (working folder, import path, environment): it is meant for a fork that ends after it.
    """
    try:
        plugin = JudgePlugin(job=job, wall=wall, emit=emit, root=root.resolve(), only=only, beside=beside)
        _run(job, wall, plugin)
        if not plugin.lost:
            recorded = wall.recorded() if job.interface is None else None
            emit(Finished(recorded=recorded, preload=wall.preload))
    except WallFailure as failure:
        reason = bounded(f"the wall could not be set up: {failure.reason}")
        emit(JudgeFailed(reason=reason))
    except JudgeFault as fault:
        emit(JudgeFailed(reason=bounded(str(fault))))


def _run(job: JudgeJob, wall: JudgeWall, plugin: JudgePlugin) -> None:
    root = plugin.root
    files = files_of(job.groups, [path for path, _ in job.tests])
    if not files:
        raise JudgeFault(f"no group of problem.toml names a file under {HIDDEN_TESTS}/")
    settings = write_tests(root, job.tests)
    _settle_in(root)
    prepare(job.max_examples)
    seed_import(job.seed)
    bound_unittest()
    bound_printing()
    wall.install()
    fixtures = JudgeFixtures(wall, plugin.beside.wall, plugin.beside.timing)
    try:
        why = _run_pytest(arguments(root, settings, files), [plugin, fixtures])
        if why and not plugin.settle_unread(why):
            raise JudgeFault(why)
    finally:
        plugin.beside.close()
        wall.uninstall()


def _run_pytest(command: list[str], plugins: list[object]) -> str:
    """Run pytest and return why it did not get through, "" where it did; raises JudgeFault for a fault of the tests."""
    faults = Faults()
    try:
        status = pytest.main(command, plugins=[*plugins, faults])
    except BaseException as error:  # noqa: BLE001 -- out of a conftest.py, which is read before pytest's own nets are up
        return f"pytest was ended by {type(error).__name__}: {error}"
    if faults.found is not None:
        raise faults.found
    if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        return ""
    return f"pytest ended with {pytest.ExitCode(status).name.lower()}: {faults.text}"


def arguments(root: Path, settings: Path, files: tuple[str, ...]) -> list[str]:
    """Return pytest's arguments.

    `prepend` is pytest's own default and what most suites are written for: test files may import their neighbours.
    """
    options = [
        f"--rootdir={root}",
        f"--config-file={settings}",
        "--import-mode=prepend",
        "--capture=no",
        "--continue-on-collection-errors",
        "--disable-plugin-autoload",
    ]
    left_out = (part for name in LEFT_OUT for part in ("-p", f"no:{name}"))
    return [*options, *left_out, *(str(root / file) for file in files)]


def _settle_in(root: Path) -> None:
    """Make the process's surroundings the job's alone."""
    os.chdir(root)
    for name in FOREIGN_VARIABLES:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(root / HIDDEN_TESTS), str(root)]


class Faults:
    """A pytest plugin that keeps what pytest would print of an error inside itself."""

    def __init__(self) -> None:
        self.found: JudgeFault | None = None
        self.text = ""

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep the error; True tells pytest that it need not print it."""
        if isinstance(excinfo.value, JudgeFault):
            self.found = excinfo.value
        self.text = f"{type(excinfo.value).__name__}: {excinfo.value}"
        return True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep what ended the run outside of any test."""
        self.text = f"{type(excinfo.value).__name__}: {excinfo.value}"
