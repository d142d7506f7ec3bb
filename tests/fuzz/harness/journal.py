"""The journal reader: whatever lies in a results folder, it opens, keeps every whole line, and takes back only a tear.

The bytes of an input are laid out as `journal.jsonl`, and as what is kept beside it: a submission's document and a
problem's card. The bound on a line's length is small here, so that short inputs reach it.
"""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from runner.grading import Journal, Kept, from_line, to_line
from runner.model import Grade, SourceFile, Submission
from tests.runner.grading.builders import a_grade

LINE_BYTES = 4_096
SLUG = "small"
DIGEST = "d" * 64
_NEW = a_grade("a candidate of the harness")


def feed(data: bytes) -> None:
    """Open one journal; raises AssertionError, or whatever came out that must not."""
    folder = _emptied_folder()
    with _short_lines():
        grades = _grades_of(data)
        _check_journal(folder, data, grades)
    for grade in grades.values():
        assert from_line(to_line(grade)) == grade
    _check_kept(folder, data)


def forget() -> None:
    """Remove the harness's folder."""
    shutil.rmtree(_folder(), ignore_errors=True)
    _folder.cache_clear()


@contextmanager
def _short_lines() -> Iterator[None]:
    with (
        patch("runner.grading.journal.MAX_LINE_BYTES", LINE_BYTES),
        patch("runner.grading.record.MAX_LINE_BYTES", LINE_BYTES),
    ):
        yield


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="prebrief-fuzz-"))


def _emptied_folder() -> Path:
    folder = _folder()
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("submissions", "problems"):
        (folder / name).mkdir(parents=True)
    return folder


def _grades_of(data: bytes) -> dict[tuple[str, str], Grade]:
    """Return the last grade of each name among the whole lines, read line by line."""
    grades = {}
    for line in data.split(b"\n")[:-1]:
        try:
            grade = from_line(line + b"\n")
        except ValueError as error:
            assert len(str(error)) < 1_000
            continue
        grades[grade.provenance.problem, grade.candidate] = grade
    return grades


def _check_journal(folder: Path, data: bytes, grades: dict[tuple[str, str], Grade]) -> None:
    path = folder / "journal.jsonl"
    path.write_bytes(data)
    whole = data[: data.rfind(b"\n") + 1]
    with Journal(folder) as journal:
        assert path.read_bytes() == whole
        for (problem, candidate), grade in grades.items():
            assert journal.get(problem, candidate) == grade
            assert journal.has(grade)
        journal.append(_NEW)
    line = (to_line(_NEW) + "\n").encode()
    assert path.read_bytes() == whole + line
    with Journal(folder) as journal:
        assert journal.get(_NEW.provenance.problem, _NEW.candidate) == _NEW
    assert path.read_bytes() == whole + line


def _files_of(data: bytes) -> tuple[SourceFile, ...] | None:
    """Return the files in a document of a submission, None where it is none."""
    try:
        plain = json.loads(data)
        if plain["format"] != 1 or not isinstance(plain["files"], list):
            return None
        return tuple(
            SourceFile(path=_text(each["path"]), data=base64.b64decode(_text(each["data"]), validate=True))
            for each in plain["files"]
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _check_kept(folder: Path, data: bytes) -> None:
    kept = Kept(folder)
    (folder / "submissions" / f"{DIGEST}.json").write_bytes(data)
    assert kept.submission(DIGEST) is None  # nobody finds files of that digest
    files = _files_of(data)
    if files is not None:
        digest = Submission(candidate="", files=files).digest
        (folder / "submissions" / f"{digest}.json").write_bytes(data)
        assert kept.submission(digest) == files
    (folder / "problems" / f"{SLUG}.json").write_bytes(data)
    card = kept.card(SLUG)
    if card is not None:
        assert card.slug == SLUG
        kept.keep_card(card)
        assert kept.card(SLUG) == card
        assert json.loads((folder / "problems" / f"{SLUG}.json").read_bytes())["slug"] == SLUG
