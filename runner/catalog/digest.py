"""The content digest of a problem: one hash over everything that can change a grade or that a candidate is given."""

import hashlib
from collections.abc import Mapping

_FILES = frozenset({"problem.toml", "brief.md"})
_FOLDERS = ("starter/", "tests/", "reference/")


def counts(path: str) -> bool:
    """Whether the file at `path` is part of the digest.

    In: `problem.toml`, `brief.md`, and all below `starter/`, `tests/` and `reference/`. Out: `submissions/` and
    `interviewer.md` (they prove and explain a problem, and change no grade), the lock itself, anything else.
    """
    return path in _FILES or path.startswith(_FOLDERS)


def content_digest(files: Mapping[str, bytes]) -> str:
    """Return SHA-256 in hex over the paths and bytes of the files that count, in the order of their paths."""
    whole = hashlib.sha256(b"prebrief problem 1\n")
    for path in sorted(path for path in files if counts(path)):
        name, data = path.encode("utf-8"), files[path]
        whole.update(f"{len(name)} {len(data)}\n".encode())
        whole.update(name)
        whole.update(data)
    return whole.hexdigest()
