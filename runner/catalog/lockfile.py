"""`problem.lock`: what `verify` froze, as sorted JSON that reads well in a diff."""

import json
import math
import os
import tempfile
from pathlib import Path

from runner.catalog.digest import content_digest
from runner.model import Lock, LockedTest, Problem, ProblemInvalid

LOCK_NAME = "problem.lock"
_FORMAT = 1
_MOST_BYTES = 16 * 1024 * 1024
_REMEDY = "Run `prebrief problem verify` on it."


def lock_text(lock: Lock) -> str:
    """Return the text of the lock: the same lock gives the same bytes."""
    document = {
        "format": _FORMAT,
        "digest": lock.digest,
        "tests": [_plain(test) for test in lock.tests],
        "interface": lock.interface,
        "preload": list(lock.preload),
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def write_lock(folder: Path, lock: Lock) -> None:
    """Write the lock into the problem folder, whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=".problem.lock.", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(lock_text(lock))
        temporary.chmod(0o644)
        temporary.replace(folder / LOCK_NAME)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_lock(folder: Path) -> Lock | None:
    """Return the lock of the problem folder, None where there is none; ProblemInvalid where it can't be read."""
    path = folder / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ProblemInvalid(f"{path}: can't be read ({error.strerror}). {_REMEDY}") from error
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(_MOST_BYTES + 1)
    return parse_lock(data, where=str(path))


def parse_lock(data: bytes, *, where: str) -> Lock:
    """Return the lock that `data` holds; ProblemInvalid where it is not one."""
    try:
        if len(data) > _MOST_BYTES:
            raise ValueError("it is too large")
        document = json.loads(data.decode("utf-8"))
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            raise ValueError(f"it is not a lock of format {_FORMAT}")
        return _lock(document)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        reason = str(error)[:200] if not isinstance(error, KeyError) else f"{error} is missing"
        raise ProblemInvalid(f"{where}: can't be read as a lock ({reason}). {_REMEDY}") from error


def check_lock(problem: Problem) -> Lock:
    """Return the problem's lock; ProblemInvalid where it is missing, stale, or does not fit the groups."""
    lock = problem.lock
    if lock is None:
        raise ProblemInvalid(f"{problem.slug}: has no {LOCK_NAME}, so its tests are not frozen. {_REMEDY}")
    if lock.digest != content_digest(problem.files):
        raise ProblemInvalid(f"{problem.slug}: {LOCK_NAME} is stale: files changed since it was written. {_REMEDY}")
    for group in problem.groups:
        points = math.fsum(test.points for test in lock.tests if test.group == group.name)
        if not math.isclose(points, group.points, abs_tol=1e-6):
            what = f"gives group {group.name} {points:g} points, not {group.points:g}"
            raise ProblemInvalid(f"{problem.slug}: {LOCK_NAME} {what}. {_REMEDY}")
    return lock


def _lock(document: dict[str, object]) -> Lock:
    tests, interface, preload = document["tests"], document["interface"], document["preload"]
    if not isinstance(tests, list) or not isinstance(interface, dict) or not isinstance(preload, list):
        raise ValueError("tests and preload must be lists, interface an object")
    return Lock(
        tests=tuple(_test(test) for test in tests),
        interface=interface,
        preload=tuple(_text(name) for name in preload),
        digest=_text(document["digest"]),
    )


def _plain(test: LockedTest) -> dict[str, object]:
    plain: dict[str, object] = {"id": test.id, "group": test.group, "points": test.points, "promise": test.promise}
    return plain | ({"measures": True} if test.measures else {})


def _test(entry: object) -> LockedTest:
    if not isinstance(entry, dict):
        raise TypeError("each test must be an object")
    points = entry["points"]
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points <= 100:
        raise ValueError("points must be a number from 0 to 100")
    return LockedTest(
        id=_text(entry["id"]),
        group=_text(entry["group"]),
        points=float(points),
        promise=_text(entry.get("promise", "")),
        measures=entry.get("measures", False) is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a text belongs")
    return value
