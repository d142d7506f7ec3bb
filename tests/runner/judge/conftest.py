"""A warm judge that runs small problems with a fake wall, one fork each."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from runner.judge import Collected, Decided, Event, Finished, JudgeFailed, JudgeJob, from_plain
from runner.model import Group
from sandbox.limits import Limits

DRIVER = Path(__file__).with_name("drive.py")


@dataclass(frozen=True)
class Run:
    """What one run told."""

    events: tuple[Event, ...]
    left_behind: tuple[str, ...]

    @property
    def tests(self) -> dict[str, Decided]:
        return {event.id.partition("::")[2]: event for event in self.events if isinstance(event, Decided)}

    @property
    def verdicts(self) -> dict[str, str]:
        return {name: event.verdict.value for name, event in self.tests.items()}

    def the(self, kind: type[Any]) -> Any:
        (event,) = [event for event in self.events if isinstance(event, kind)]
        return event

    @property
    def collected(self) -> Collected:
        return self.the(Collected)

    @property
    def failure(self) -> str:
        return self.the(JudgeFailed).reason

    @property
    def only_test(self) -> Decided:
        assert not any(isinstance(event, JudgeFailed) for event in self.events), self.failure
        assert isinstance(self.events[-1], Finished)
        (test,) = self.tests.values()
        return test


def a_job(test_file: str = "", solution: str = "", **changes: Any) -> JudgeJob:
    files = {"tests/hidden/test_it.py": test_file, **changes.pop("files", {})}
    return JudgeJob(
        **{
            "tests": tuple((path, dedent(text).encode()) for path, text in files.items()),
            "groups": (Group(name="all", points=100, tests="tests/hidden/test_it.py"),),
            "submission": (("solution.py", dedent(solution).encode()),),
            "modules": ("solution",),
            "limits": Limits(),
            "seed": 7,
            **changes,
        }
    )


@pytest.fixture(scope="session")
def warm_judge() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as driver:
        yield driver
        assert driver.stdin is not None
        driver.stdin.close()
        driver.wait()


@pytest.fixture
def judge(warm_judge: subprocess.Popen[str]) -> Callable[..., Run]:
    """Run test files against a submission: `judge(tests, solution, **fields of the job)`."""

    def run(test_file: str = "", solution: str = "", **changes: Any) -> Run:
        assert warm_judge.stdin is not None
        assert warm_judge.stdout is not None
        warm_judge.stdin.write(repr(a_job(test_file, solution, **changes).to_plain()) + "\n")
        warm_judge.stdin.flush()
        told = []
        while isinstance(line := ast.literal_eval(warm_judge.stdout.readline()), dict):
            told.append(line)
        assert line is None, line
        *events, left = told
        return Run(events=tuple(from_plain(event) for event in events), left_behind=tuple(left["names"]))

    return run
