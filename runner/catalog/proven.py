"""`problem.proof`: for which files a problem was proven with mutants, and which problems are due to be verified.

Verifying all problems takes about an hour, so CI verifies those that changed since they were proven and a few others,
which change from day to day.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from runner.catalog.folder import read_folder
from runner.catalog.lockfile import LOCK_NAME

PROOF_NAME = "problem.proof"
_FORMAT = 1
_UNPROVEN = frozenset({LOCK_NAME, PROOF_NAME, "interviewer.md"})
_MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRecord:
    """What was proven: the digest of the files, and how many mutants were graded, killed, and listed as equivalent."""

    digest: str
    mutants: int
    killed: int
    equivalent: int
    possible: int


def whole_digest(files: Mapping[str, bytes]) -> str:
    """Return SHA-256 in hex over all files that a proof rests on: all but the lock, the record and the guide."""
    whole = hashlib.sha256(b"prebrief proof 1\n")
    for path in sorted(set(files) - _UNPROVEN):
        name, data = path.encode("utf-8"), files[path]
        whole.update(f"{len(name)} {len(data)}\n".encode())
        whole.update(name)
        whole.update(data)
    return whole.hexdigest()


def write_record(folder: Path, record: ProofRecord) -> None:
    """Write the record into the problem's folder, whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=f".{PROOF_NAME}.", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps({"format": _FORMAT, **asdict(record)}, indent=2, sort_keys=True) + "\n")
        temporary.chmod(0o644)
        temporary.replace(folder / PROOF_NAME)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def is_proven(folder: Path) -> bool:
    """Whether the folder's record is there and speaks of the files as they are."""
    try:
        data = (folder / PROOF_NAME).read_bytes()[:_MOST_BYTES]
        document = json.loads(data)
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        return False
    return document.get("digest") == whole_digest(read_folder(folder))


def due(folders: Iterable[Path], *, day: int, most: int) -> tuple[Path, ...]:
    """Return at most so many problems to verify: those that changed since they were proven, and one at least that did
    not, where there is room; who comes first changes with the day.
    """
    ordered = sorted(folders)
    turn = day % max(1, len(ordered))
    turned = ordered[turn:] + ordered[:turn]
    proven = {folder for folder in turned if is_proven(folder)}
    changed = [folder for folder in turned if folder not in proven]
    sample = [folder for folder in turned if folder in proven]
    first = changed[: max(1, most - 1)] if sample else changed
    return tuple((*first, *sample)[:most])
