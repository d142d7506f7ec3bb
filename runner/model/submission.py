"""A submission: the files that a candidate handed in, as plain values."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file: `path` is relative, with forward slashes, checked by intake; `data` its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one candidate handed in. `files` are sorted by path; `decisions` is the text of `DECISIONS.md`, or ""."""

    candidate: str
    files: tuple[SourceFile, ...]
    decisions: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over the paths and bytes of the files, in hex."""
        whole = hashlib.sha256()
        for file in self.files:
            name = file.path.encode("utf-8", "surrogatepass")
            whole.update(f"{len(name)} {len(file.data)} ".encode())
            whole.update(name)
            whole.update(file.data)
        return whole.hexdigest()
