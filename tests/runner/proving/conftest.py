"""One local engine for all tests of the room, and problem folders made of the skeleton."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from runner.catalog import skeleton_problem, write_problem
from sandbox.local import LocalEngine

MakeProblem = Callable[..., Path]
EXAMPLES = "submissions/"


@pytest.fixture(scope="session")
def engine() -> Iterator[LocalEngine]:
    """Lend the engine without isolation; what runs on it is the tests' own."""
    local = LocalEngine()
    yield local
    local.close()


@pytest.fixture
def make_problem(tmp_path: Path) -> MakeProblem:
    """Return a function that writes the skeleton as a problem: files changed or removed (None).

    Without `examples`, a problem is proved by its reference alone, which is quick.
    """

    def make(files: Mapping[str, str | None] | None = None, *, examples: bool = False) -> Path:
        whole = {
            path: data
            for path, data in skeleton_problem("mean-by-key").items()
            if examples or not path.startswith(EXAMPLES)
        }
        for path, text in (files or {}).items():
            if text is None:
                del whole[path]
            else:
                whole[path] = text.encode()
        folder = tmp_path / "mean-by-key"
        write_problem(folder, whole)
        return folder

    return make
