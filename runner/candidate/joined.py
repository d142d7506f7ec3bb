"""A candidate's folder: the kit, unpacked, and the link that it came by.

FOLDER/...                        the kit, as `prebrief publish` makes it
FOLDER/.prebrief/invitation.json  the link; whoever can read it can hand in, so only its owner can
FOLDER/.prebrief/receipts.txt     a line for each receipt, as it was printed
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from runner.catalog import appearing, read_file
from runner.invitation import HandedIn, Link, Opened, read_link, utc
from runner.model import BadInput
from runner.parcel import BadParcel, unzipped

_PLACE = Path(".prebrief", "invitation.json")
_RECEIPTS = Path(".prebrief", "receipts.txt")
_MOST_RECEIPTS = 1024 * 1024
_FORMAT = 1
_MOST_BYTES, _MOST_FILES = 32 * 1024 * 1024, 2000
_MOST_LINK = 64 * 1024

@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A folder that `prebrief open` made."""

    folder: Path
    link: Link
    handle: str


def join(opened: Opened, link: Link, to: Path) -> Joined:
    """Unpack the kit into the new folder `to`, whole or not at all, with the link beside it; nothing is overwritten."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BadInput(f"{to} is there already and not empty; nothing is overwritten. Choose another with --to.")
    files = _unpacked(opened.kit)
    document = {"format": _FORMAT, "link": link.text, "handle": opened.handle}
    try:
        with appearing(to.resolve()) as part:
            for name, data in files.items():
                path = part / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            secret = part / _PLACE
            secret.parent.mkdir(mode=0o700, exist_ok=True)
            secret.touch(mode=0o600)
            secret.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{to} can't be written ({error.strerror}). Choose a folder that you may write to.") from error
    return Joined(folder=to, link=link, handle=opened.handle)


def joined(folder: Path) -> Joined:
    """Read the link of a folder that `join` made; raises BadInput where there is none."""
    path = folder / _PLACE
    if not path.is_file():
        raise BadInput(
            f"{folder} was not made by `prebrief open`: go to the folder that it made, or open your link again"
        )
    try:
        plain = json.loads(read_file(path, most_bytes=_MOST_LINK))
        if not isinstance(plain, dict) or plain.get("format") != _FORMAT:
            raise ValueError("not of this version")
        link, handle = plain["link"], plain["handle"]
        if not isinstance(link, str) or not isinstance(handle, str):
            raise TypeError("not text")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput(f"{path} can't be read ({str(error)[:80]}): open your link again, in another folder") from error
    return Joined(folder=folder, link=read_link(link), handle=handle)


def is_joined(folder: Path) -> bool:
    """Whether a folder has an invitation's link."""
    return (folder / _PLACE).is_file()


def keep_receipt(folder: Path, it: HandedIn) -> str:
    """Add a receipt to those that the folder has; returns what is to be said where that can't be."""
    what = f"{'practice ' if it.practice else ''}submission {it.number} of {it.handle}"
    line = f"{what}: received {utc(it.received_at)}, digest {it.digest}"
    path = folder / _RECEIPTS
    try:
        if line in kept_receipts(folder):
            return ""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600), "a") as file:
            file.write(f"{line}\n")
    except OSError as error:
        return f"The receipt could not be kept in {path} ({error.strerror}): note it yourself."
    return ""


def kept_receipts(folder: Path) -> tuple[str, ...]:
    """Return the receipts that a folder has, as lines."""
    path = folder / _RECEIPTS
    if not path.is_file():
        return ()
    try:
        text = read_file(path, most_bytes=_MOST_RECEIPTS).decode("utf-8", "replace")
    except BadInput:  # somebody else wrote it
        return ()
    return tuple(text.splitlines())


def _unpacked(kit: bytes) -> dict[str, bytes]:
    """Return a kit's files; a host that is not to be trusted writes nowhere but into the new folder."""
    files: dict[str, bytes] = {}
    try:
        for path, data in unzipped(kit, most_files=_MOST_FILES, most_bytes=_MOST_BYTES):
            if _PLACE.parts[0] in {part.casefold() for part in PurePosixPath(path).parts}:
                raise BadInput(f"the kit has a file {path[:80]!r}, which no kit has: tell who invited you")
            files[path] = data
    except BadParcel as error:
        raise BadInput(f"the kit can't be used: {error}. Open the link again, or tell who invited you.") from error
    if not files:
        raise BadInput("the kit is empty: tell who invited you")
    return files
