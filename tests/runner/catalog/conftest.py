"""Problem folders for the tests: the skeleton, with what a test changes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from runner.catalog import content_digest, skeleton_problem, write_lock, write_problem
from runner.model import Lock, LockedTest

MakeProblem = Callable[..., Path]


@pytest.fixture
def make_problem(tmp_path: Path) -> MakeProblem:
    """Return a function that writes the skeleton as tmp_path/<slug>: files changed, removed (None), toml replaced."""

    def make(
        slug: str = "mean-by-key",
        *,
        files: Mapping[str, bytes | None] | None = None,
        toml: Mapping[str, str] | None = None,
        locked: bool = False,
    ) -> Path:
        whole: dict[str, bytes] = {**skeleton_problem(slug)}
        for path, data in (files or {}).items():
            if data is None:
                del whole[path]
            else:
                whole[path] = data
        for old, new in (toml or {}).items():
            text = whole["problem.toml"].decode()
            assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in the skeleton's problem.toml"
            whole["problem.toml"] = text.replace(old, new).encode()
        folder = tmp_path / slug
        write_problem(folder, whole)
        if locked:
            test = LockedTest(id="tests/hidden/test_correctness.py::test_x", group="correctness", points=100.0)
            write_lock(folder, Lock(tests=(test,), interface={}, preload=(), digest=content_digest(whole)))
        return folder

    return make
