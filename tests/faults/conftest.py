"""What the faults share: a small problem on disk, the command in this process on a fake engine, a small disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runner.cli.main import main
from sandbox.engine import Engine
from tests.faults.scene import write_problem
from tests.faults.small_disk import SmallDisk, small_disk, why_no_small_disk


@pytest.fixture(scope="session")
def small_problem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small problem, locked."""
    return write_problem(tmp_path_factory.mktemp("problems"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Lend a small disk; where none can be had the test is skipped, with CI=true it fails."""
    if reason := why_no_small_disk(tmp_path):
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true this test may not be skipped: {reason}", pytrace=False)
        pytest.skip(reason)
    with small_disk(tmp_path / "disk") as lent:
        yield lent


Told = tuple[int, str, str]
Prebrief = Callable[..., Told]


@pytest.fixture
def prebrief(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Prebrief:
    """Return a function that runs the command here, on an engine that it is given; returns code, stdout and stderr."""

    def run(*arguments: object, engine: Engine | None = None) -> Told:
        @contextmanager
        def lent(name: str | None = None, *, trusted: bool = False) -> Iterator[Engine]:
            assert engine is not None
            yield engine
            engine.close()

        with monkeypatch.context() as patch:
            if engine is not None:
                patch.setattr("runner.cli.grading.lent_engine", lent)
            capsys.readouterr()
            code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(code), out, err

    return run
