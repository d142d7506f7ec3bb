"""Two versions of prebrief, or two images, over one journal: nothing is lost, nothing is guessed, and back again.

A version is known by its number in each grade; a format that a version does not know is a line that it leaves alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runner.model import Verdict
from sandbox.errors import EngineUnavailable
from sandbox.fake import FakeEngine
from tests.faults.conftest import Prebrief
from tests.faults.ledger import Books, books_of, faults_at_the_end, roll_of, whole_lines
from tests.runner.grading.builders import Act, Cast, finish, raises

NAMES = ("ann", "bob", "cid")


class Version:
    """One version's `prebrief grade` over the folder, and what it did."""

    def __init__(self, number: str, run: Callable[..., int]) -> None:
        self.number = number
        self._run = run

    def grade(self, *, image: str = "fake:python", **acts: list[Act]) -> tuple[int, list[str]]:
        """Grade the inbox; returns the exit code, and whom it graded."""
        cast = Cast(**{"bob": [finish(Verdict.FAILED, message="no")], **acts})
        code = self._run(self.number, image, cast)
        return code, sorted(cast.runs)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def versions(
    prebrief: Prebrief, small_problem: Path, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Version, Version]:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in NAMES:
        (inbox / f"{name}.py").write_text(name)

    def run(number: str, image: str, cast: Cast) -> int:
        engine = FakeEngine(cast)
        monkeypatch.setattr(engine, "image_digest", lambda environment: image)
        monkeypatch.setattr("runner.grading.grades.__version__", number)
        return prebrief("grade", small_problem, "--batch", inbox, "--out", out, "--lanes", "1", engine=engine)[0]

    return Version("0.1.0", run), Version("0.2.0", run)


def test_another_version_grades_again_and_every_line_stays(versions: tuple[Version, Version], out: Path) -> None:
    old, new = versions
    assert old.grade() == (0, list(NAMES))
    first = books_of(out)
    roll = roll_of(first)
    assert new.grade() == (0, list(NAMES))
    second = books_of(out)
    assert faults_at_the_end(first, second, roll) == []
    assert len(whole_lines(second.journal)) == 2 * len(NAMES)
    assert new.grade() == (0, [])
    assert books_of(out) == second


def test_going_back_finds_ones_own_grades(versions: tuple[Version, Version], out: Path) -> None:
    old, new = versions
    old.grade()
    first = books_of(out)
    assert new.grade(bob=[raises(EngineUnavailable("gone"), down=True)])[0] == 3
    between = books_of(out)
    assert len(whole_lines(between.journal)) == len(NAMES) + 1, "it came as far as ann"
    assert old.grade() == (0, [])
    end = books_of(out)
    assert faults_at_the_end(between, end, roll_of(first)) == []
    assert end.results == first.results
    assert new.grade() == (0, ["bob", "cid"])


def test_a_row_of_another_version_is_not_told_as_this_ones(versions: tuple[Version, Version], out: Path) -> None:
    old, new = versions
    old.grade()
    assert new.grade(ann=[raises(EngineUnavailable("gone"), down=True)])[0] == 3
    rows = [json.loads(line) for line in whole_lines(books_of(out).results or b"")]
    assert {row["candidate"]: row["status"] for row in rows} == dict.fromkeys(NAMES, "ungraded")
    assert old.grade() == (0, [])


def test_another_image_is_other_work(versions: tuple[Version, Version], out: Path) -> None:
    old, _ = versions
    old.grade()
    first = books_of(out)
    assert old.grade(image="fake:newer") == (0, list(NAMES))
    assert faults_at_the_end(first, books_of(out), roll_of(first)) == []


def of_another_version(line: bytes, *, without: str = "", **changes: Any) -> bytes:
    row = {**json.loads(line), **changes}
    row.pop(without, None)
    row["provenance"]["prebrief"] = "0.9.0"
    return json.dumps(row).encode() + b"\n"


STRANGE = {
    "an older format": lambda line: of_another_version(line, format=0),
    "a newer format": lambda line: of_another_version(line, format=2, seals=["x"]),
    "a newer key": lambda line: of_another_version(line, seals=["x"]),
    "a key that is gone": lambda line: of_another_version(line, without="tries"),
    "a verdict of tomorrow": lambda line: of_another_version(line).replace(b'"failed"', b'"nearly"', 1),
    "no grade at all": lambda line: b"# written by hand\n",
    "binary": lambda line: b"\x00\xff\xfe" + line[3:],
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_lines_that_are_not_understood_stay_and_count_for_nothing(
    versions: tuple[Version, Version], out: Path, strange: Callable[[bytes], bytes]
) -> None:
    old, _ = versions
    old.grade()
    roll = roll_of(books_of(out))
    own = whole_lines(books_of(out).journal)
    ann, bob, cid = (next(line for line in own if json.loads(line)["candidate"] == name) for name in NAMES)
    journal = ann + strange(bob) + cid + strange(cid)
    (out / "journal.jsonl").write_bytes(journal)
    assert old.grade() == (0, ["bob"]), "bob's line says nothing; cid's own stands, whatever follows it"
    end = books_of(out)
    assert end.journal.startswith(journal)
    assert faults_at_the_end(Books(journal=journal), end, roll) == []
    assert old.grade() == (0, [])
    assert books_of(out) == end


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_results_of_another_version_are_told_in_a_sentence_and_are_there_again_after_grading(
    versions: tuple[Version, Version], out: Path, prebrief: Prebrief, strange: Callable[[bytes], bytes]
) -> None:
    old, _ = versions
    old.grade()
    own = books_of(out)
    assert own.results is not None
    first, *rest = whole_lines(own.results)
    (out / "results.jsonl").write_bytes(b"".join([first, strange(rest[0]), *rest[1:]]))
    for command in (("report", out), ("report", out, "--csv"), ("results", out, "cid")):
        code, told, said = prebrief(*command)
        assert (code, told) == (2, ""), command
        assert "line 2" in said, command
        assert "of this version" in said, command
        assert len(said.splitlines()) == 1, command
    assert sorted(path.name for path in out.iterdir() if path.name.startswith((".", "report"))) == []
    assert old.grade() == (0, [])
    assert books_of(out) == own
    assert prebrief("report", out)[0] == 0
    assert prebrief("results", out, "cid")[0] == 0
