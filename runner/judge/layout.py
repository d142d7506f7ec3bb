"""The hidden tests on disk, as pytest finds them inside the judge.

    <cwd>/prebrief.ini           empty settings of ours: no pytest.ini of anybody's is read
    <cwd>/tests/hidden/...       the problem's files under their own paths, so that test ids are the problem's
"""

from pathlib import Path, PurePosixPath

from runner.judge.fault import JudgeFault
from runner.judge.job import HIDDEN_TESTS

SETTINGS = "prebrief.ini"


def write_tests(root: Path, tests: tuple[tuple[str, bytes], ...]) -> Path:
    """Write the tests below `root`, which is the worker's own empty folder; return the settings file."""
    for path, data in tests:
        target = root / checked(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    settings = root / SETTINGS
    settings.write_text("[pytest]\n", encoding="utf-8")
    return settings


def checked(path: str) -> PurePosixPath:
    """Return a path that stays under tests/hidden; raises JudgeFault for one that does not."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.is_relative_to(HIDDEN_TESTS) or "\0" in path:
        raise JudgeFault(f"the job has a test file at {path!r}: every one must lie under {HIDDEN_TESTS}/")
    return pure
