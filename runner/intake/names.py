"""The names that a submission may bring: which are refused, which are dropped without a word.

Dropped is what editors, version control and caches leave behind, and what Python or pytest would run unasked
(`conftest.py`, which every kit has; `sitecustomize.py`; `*.pth`). A candidate may pack a whole working folder, and
none of this would have an effect in the box anyway, so it is no reason to reject. A module named like a library
(`numpy/`) is carried: in the box it hides that library from the candidate's own code and from nobody else's.
"""

import re
import unicodedata

from runner.intake.limits import IntakeLimits
from runner.model.errors import SubmissionRejected

_SHOWN_CHARACTERS = 120
_DROPPED_NAMES = frozenset(
    {
        "__MACOSX",
        "__pycache__",
        "conftest.py",
        "desktop.ini",
        "node_modules",
        "pytest.ini",
        "sitecustomize.py",
        "Thumbs.db",
        "tox.ini",
        "usercustomize.py",
        "venv",
    }
)
_DROPPED_ENDINGS = ("~", ".egg-info", ".pth", ".pyc", ".pyo", ".swo", ".swp")
_NATIVE_ENDINGS = (".dll", ".dylib", ".pyd", ".so")
_DRIVE = re.compile(r"[A-Za-z]:")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Zl", "Zp"})


def shown(name: str) -> str:
    """Return a name as it can be put in any message: printable, one line, bounded."""
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name[: 4 * _SHOWN_CHARACTERS])
    return f"`{safe}`" if len(safe) <= _SHOWN_CHARACTERS else f"`{safe[: _SHOWN_CHARACTERS - 3]}...`"


def is_dropped(name: str) -> bool:
    """Whether a file or folder of this name is left out, with all that is in it."""
    return (
        name.startswith(".")
        or name in _DROPPED_NAMES
        or name.endswith(_DROPPED_ENDINGS)
        or (name.startswith("#") and name.endswith("#"))
    )


def checked_path(name: str, limits: IntakeLimits) -> str | None:
    """Return the path of a member with forward slashes, None where it is dropped; raises SubmissionRejected.

    What points out of the submission is refused before anything else is looked at.
    """
    if "\x00" in name or "\\" in name or name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        raise SubmissionRejected(
            f"the name {shown(name)} leads out of the submission; use plain relative names with forward slashes"
        )
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or any(is_dropped(part) for part in parts):
        return None
    _check_parts(name, parts, limits)
    return "/".join(parts)


def _check_parts(name: str, parts: list[str], limits: IntakeLimits) -> None:
    try:
        sizes = [len(part.encode()) for part in parts]
    except UnicodeEncodeError:
        raise SubmissionRejected(f"the name {shown(name)} is not UTF-8; rename the file and pack it again") from None
    if any(unicodedata.category(character) in _UNSEEN_CATEGORIES for character in name):
        raise SubmissionRejected(f"the name {shown(name)} has characters that can't be seen; use letters and digits")
    if max(sizes) > limits.name_bytes or sum(sizes) + len(parts) > limits.path_bytes:
        raise SubmissionRejected(
            f"the name {shown(name)} is too long; at most {limits.name_bytes} bytes, {limits.path_bytes} with folders"
        )
    if len(parts) > limits.depth:
        raise SubmissionRejected(f"{shown(name)} lies more than {limits.depth} folders deep; use fewer")


def check_kind(path: str) -> None:
    """Refuse what is no source: compiled code that would run without anybody having read it."""
    ending = next((ending for ending in _NATIVE_ENDINGS if path.lower().endswith(ending)), None)
    if ending is not None or re.search(r"\.so\.[0-9.]+$", path):
        raise SubmissionRejected(f"{shown(path)} is compiled code; hand in Python source only")


def alike(path: str) -> str:
    """Return what two paths have in common that a file system or a reader could take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
