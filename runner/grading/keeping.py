"""What a results folder keeps beside the grades, so that a report needs nothing else.

    RESULTS/submissions/<digest>.json   the files that were graded, once for each digest
    RESULTS/problems/<slug>.json        the problem's card: groups, feedback policy, the guide's questions

A submission's files are data inside one document of ours: no name that a candidate chose becomes a name on the disk,
and nothing that lies here can be imported, executed or opened by a double click.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from runner.model import Card, OurFault, SourceFile, Submission, record_of

FORMAT = 1
SUBMISSIONS, PROBLEMS = "submissions", "problems"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_BYTES = 16 * 1024 * 1024  # intake keeps 4 MiB of files; base64 makes a third more of it


class Kept:
    """The two folders beside a journal. Reading gives None for what is missing, damaged or not ours."""

    def __init__(self, results: Path) -> None:
        self._results = results

    def sweep(self) -> None:
        """Remove what a run that was killed had begun to write; only who holds the folder's lock may."""
        for folder in (SUBMISSIONS, PROBLEMS):
            for part in (self._results / folder).glob(".*.part"):
                with suppress(OSError):
                    part.unlink()

    def keep_submission(self, submission: Submission) -> None:
        """Keep the files of a submission unless they are kept; raises OurFault where the disk refuses.

        What is damaged is written again; what another version wrote is left.
        """
        path = self._results / SUBMISSIONS / f"{submission.digest}.json"
        if not _is_of_another_version(path) and self.submission(submission.digest) is None:
            files = [{"path": file.path, "data": base64.b64encode(file.data).decode()} for file in submission.files]
            _write(path, {"format": FORMAT, "files": files})

    def keep_card(self, card: Card) -> None:
        """Keep a problem's card in place of an earlier one; raises OurFault where the disk refuses."""
        _write(self._results / PROBLEMS / f"{card.slug}.json", {"format": FORMAT, **asdict(card)})

    def submission(self, digest: str) -> tuple[SourceFile, ...] | None:
        """Return the files of a submission, None where they are not kept, or are not those of the digest."""
        if not _DIGEST.fullmatch(digest):
            return None
        plain = _read(self._results / SUBMISSIONS / f"{digest}.json")
        try:
            files = tuple(_file(entry) for entry in _listed(plain))
        except (KeyError, TypeError, binascii.Error, ValueError):
            return None
        return files if Submission(candidate="", files=files).digest == digest else None

    def card(self, slug: str) -> Card | None:
        """Return a problem's card, None where there is none that can be read."""
        if not _SLUG.fullmatch(slug):
            return None
        plain = _read(self._results / PROBLEMS / f"{slug}.json")
        if plain.pop("format", None) != FORMAT:
            return None
        with suppress(ValueError):
            card: Card = record_of(Card, plain, "card")
            return card if card.slug == slug else None
        return None


def _is_of_another_version(path: Path) -> bool:
    number = _read(path).get("format")
    return type(number) is int and number != FORMAT


def _listed(plain: dict[str, object]) -> list[dict[str, str]]:
    files = plain.get("files")
    if plain.get("format") != FORMAT or not isinstance(files, list):
        raise ValueError("not a kept submission")
    return files


def _file(entry: dict[str, str]) -> SourceFile:
    path, data = entry["path"], entry["data"]
    if type(path) is not str or type(data) is not str:
        raise TypeError("a file is a path and its data")
    return SourceFile(path=path, data=base64.b64decode(data, validate=True))


def _write(path: Path, plain: dict[str, object]) -> None:
    """Write a file whole: a temporary sibling of a name of our own, then moved into place; links are not followed."""
    sibling = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        sibling.unlink(missing_ok=True)
        with sibling.open("x", encoding="ascii") as out:
            json.dump(plain, out, ensure_ascii=True, allow_nan=False)
        sibling.replace(path)
    except OSError as error:
        with suppress(OSError):
            sibling.unlink(missing_ok=True)
        raise OurFault(
            f"{path} can't be written: {error.strerror}. Make room, then give the same command again."
        ) from error


def _read(path: Path) -> dict[str, object]:
    """Return the object in a regular, bounded file of JSON; {} for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return {}
            data = file.read(MOST_BYTES + 1)
        plain = json.loads(data) if len(data) <= MOST_BYTES else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return plain if isinstance(plain, dict) else {}
