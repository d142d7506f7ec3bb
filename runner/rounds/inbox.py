"""Deliver a packed submission: into a round's inbox under the candidate's name, or as a file to send.

inbox/ana.zip                     the one that counts
inbox/.earlier/ana.<digest>.zip   what it replaced, kept
inbox/.arriving.<word>            on its way: moved into place once it is whole; what was cut short is swept
"""

import fcntl
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from runner.catalog import read_file
from runner.model import BadInput
from runner.rounds.publish import INBOX
from runner.rounds.round_file import RoundSheet, is_kit, is_round, read_record

EARLIER = ".earlier"
_ARRIVING = ".arriving."
_ON_ITS_WAY = re.compile(rf"{re.escape(_ARRIVING)}[a-z0-9_]{{8}}")
_MOST_BYTES = 256 * 1024 * 1024
_NAME = re.compile(r"[^\W_](?:[\w.@+ -]{0,62}[^\W])?")


class Outcome(StrEnum):
    """What a delivery did."""

    DELIVERED = "delivered"
    REPLACED = "replaced"  # an earlier one was there, and is kept
    UNCHANGED = "unchanged"  # the same bytes were there already


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where a submission went, and what was there before.

    `different` is how many different submissions came to an inbox under this name, this one among them; None for a file
    to send.
    """

    path: Path
    outcome: Outcome
    to_inbox: bool
    different: int | None = None


def destination(to: Path, name: str, sheet: RoundSheet) -> tuple[Path, bool]:
    """Return the file that a submission goes to, and whether that is in an inbox; BadInput where `to` is neither."""
    if to.is_dir():
        return _inbox(to, sheet) / f"{checked_name(name)}.zip", True
    if to.suffix.lower() != ".zip":
        raise BadInput(f"{to} is not a folder. Give a round's inbox, or a file to write that ends in .zip.")
    if not to.parent.is_dir():
        raise BadInput(f"{to.parent} is not there. Make that folder first, or choose another.")
    if to.exists() and not zipfile.is_zipfile(to):
        raise BadInput(f"{to} is there and is not a zip, so it is not overwritten. Choose another name.")
    return to, False


def deliver(data: bytes, path: Path, *, to_inbox: bool) -> Delivery:
    """Write the zip whole or not at all; in an inbox, what it replaces is kept. The same bytes again change nothing."""
    try:
        with _alone(path.parent):
            outcome = _deliver(data, path, keep=to_inbox)
            different = _different(data, path) if to_inbox else None
    except OSError as error:
        raise BadInput(f"{path} can't be written ({error.strerror}). Ask for the right to write there.") from error
    return Delivery(path=path, outcome=outcome, to_inbox=to_inbox, different=different)


def _deliver(data: bytes, path: Path, *, keep: bool) -> Outcome:
    there = path.is_symlink() or path.exists()
    before = read_file(path, most_bytes=_MOST_BYTES) if there else None
    if before == data:
        return Outcome.UNCHANGED
    if before is not None and keep:
        _keep(path, before)
    _write(path, data)
    return Outcome.DELIVERED if before is None else Outcome.REPLACED


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that of two deliveries under one name the earlier is kept as well."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # a file system without locks: the last one to arrive counts, as ever
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _sweep(folder)
        yield
    finally:
        os.close(descriptor)


def sweep_inbox(inbox: Path) -> None:
    """Remove what deliveries that were killed left on their way, unless something is being delivered now."""
    with suppress(OSError):
        descriptor = os.open(inbox, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sweep(inbox)
        finally:
            os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what nobody delivers any more; only who holds the folder's lock may."""
    for place in (folder, folder / EARLIER):
        for path in place.glob(f"{_ARRIVING}*"):
            if _ON_ITS_WAY.fullmatch(path.name):
                with suppress(OSError):  # another user's, in a folder where that counts
                    path.unlink()


def checked_name(name: str) -> str:
    """Return the candidate's name, BadInput where it can't be that of a file."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise BadInput(f"--name {name[:80]!r} can't be used. Use letters, digits, spaces and . _ - @ + (at most 64).")
    return name


def _inbox(to: Path, sheet: RoundSheet) -> Path:
    for folder in (to, to.resolve().parent):
        if is_round(folder) and (folder == to or to.name == INBOX):
            if read_record(folder).digest != sheet.digest:
                raise BadInput(f"{to} belongs to another round than this kit. Ask which folder is yours.")
            return folder / INBOX if folder == to else to
    if is_kit(to):
        raise BadInput(f"{to} is a kit, not an inbox. Give the folder that you were told to hand in to.")
    return to


def _keep(path: Path, before: bytes) -> None:
    earlier = path.parent / EARLIER
    earlier.mkdir(exist_ok=True)
    _write(earlier / _kept_name(path, before), before)


def _kept_name(path: Path, data: bytes) -> str:
    return f"{path.stem}.{sha256(data).hexdigest()[:12]}.zip"


def _different(data: bytes, path: Path) -> int:
    """Count what was kept under a name, and what lies there now."""
    of_this_name = re.compile(re.escape(path.stem) + r"\.[0-9a-f]{12}\.zip")
    earlier = path.parent / EARLIER
    kept = earlier.iterdir() if earlier.is_dir() else ()
    return len({each.name for each in kept if of_this_name.fullmatch(each.name)} | {_kept_name(path, data)})


def _write(path: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=_ARRIVING, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
