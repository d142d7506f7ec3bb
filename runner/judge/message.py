"""A failure in a few lines: what was raised, what `assert` found, and the line of the test.

Rendering never calls the candidate: the judge's own objects are rendered, and a handle's text is the wall's.
"""

import linecache
import traceback
from pathlib import Path

from _pytest._io.saferepr import saferepr

from runner.judge.compare import is_small
from runner.judge.counterexample import first_failure, notes_of
from runner.judge.events import bounded
from sandbox.wall.failure import WallFailure
from sandbox.wall.raising import told_trace

MAX_NAME = 200
MAX_NOTES = 1000


def message_of(exc: BaseException, *, tests: Path) -> str:
    """Describe an exception that failed a test whose files lie under `tests`."""
    exc = first_failure(exc)
    own_notes, _ = notes_of(exc)
    told = "\n".join((*own_notes, *filter(None, [told_trace(exc)])))
    parts = [headline(exc), told[:MAX_NOTES], where(exc, tests=tests)]
    return bounded("\n".join(part for part in parts if part))


def headline(exc: BaseException) -> str:
    """Say what was raised; an assertion that pytest explained speaks for itself."""
    if isinstance(exc, WallFailure):
        return exc.reason
    text = text_of(exc)
    if type(exc) is AssertionError and text.startswith("assert "):
        return text
    name = type(exc).__name__[:MAX_NAME]
    return f"{name}: {text}" if text else name


def text_of(exc: BaseException) -> str:
    """Return `str(exc)`, or a word in its place where that fails (an int too long to print, a broken `__str__`).

    An error that holds much has that in its text, which may take minutes to make: of such a one the beginning is shown.
    """
    try:
        return str(exc) if is_short(exc) else saferepr(exc.args)
    except Exception as fault:  # noqa: BLE001 -- whatever a foreign suite's own exception class does
        return f"<not printable: {type(fault).__name__}>"


def is_short(exc: BaseException) -> bool:
    """Whether the text of an exception is soon made: it holds texts, and little else."""
    return all(isinstance(arg, str | bytes) or is_small(arg) for arg in exc.args)


def where(exc: BaseException, *, tests: Path) -> str:
    """Return "path:line: source" of the innermost line of the test's own files, or ""."""
    for frame, line in reversed(list(traceback.walk_tb(exc.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(tests):
            source = linecache.getline(str(path), line).strip()
            return f"{path.relative_to(tests).as_posix()}:{line}: {source[:MAX_NAME]}"
    return ""
