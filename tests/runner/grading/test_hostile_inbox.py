"""An inbox of hostile hand-ins beside two honest ones, through the real command: a sentence for each, and no harm."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from runner.grading import from_line
from runner.intake import find_submissions
from runner.model import Grade, GradeStatus
from tests.runner.grading.conftest import SUBMISSIONS, Prebrief
from tests.runner.intake.hand_ins import HAND_INS

TELLS_WHAT_TO_DO = re.compile(r"; .|, rename or move it$")


def tree(root: Path) -> dict[str, tuple[int, int, int]]:
    """Return everything below a folder, without following a link, by what would tell a change."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            status = (Path(folder) / name).lstat()
            found[str(Path(folder) / name)] = (status.st_mode, status.st_size, status.st_mtime_ns)
    return found


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the inbox."""
    place = tmp_path_factory.mktemp("round") / "inbox"
    place.mkdir()
    for each in HAND_INS:
        each.put(place / each.name)
    for honest, text in (("0 honest", SUBMISSIONS["good"]), ("zz honest", SUBMISSIONS["wrong"])):
        (place / f"{honest}.py").write_text(text)
    return place


def test_each_has_its_own_row_with_one_sentence_or_the_score_it_earns(
    prebrief: Prebrief, small_problem: Path, inbox: Path
) -> None:
    round_folder, out, temporary = inbox.parent, inbox.parent / "out", inbox.parent / "temporary"
    temporary.mkdir()
    before = tree(round_folder)
    command = ("grade", small_problem, "--batch", inbox, "--out", out, "--engine", "local", "--trust-submissions")
    process = prebrief(*command, TMPDIR=str(temporary))
    stdout, stderr = process.communicate(timeout=300)
    assert process.returncode == 0, stderr
    assert "Traceback" not in stdout + stderr
    after = {path: status for path, status in tree(round_folder).items() if not path.startswith(str(out))}
    changed = {path for path in {*after, *before} if after.get(path) != before.get(path)}
    assert changed <= {str(temporary)}, "what was there is there, and nothing else but the results"
    assert not list(temporary.iterdir())

    grades = {grade.candidate: grade for grade in map(from_line, (out / "results.jsonl").read_text().splitlines())}
    rows = {path.name: grades[candidate] for candidate, path in find_submissions(inbox)}
    assert (rows.pop("0 honest.py").score, rows.pop("zz honest.py").score) == (100.0, pytest.approx(33.33, abs=0.1))
    faults = [fault for each in HAND_INS if (fault := fault_of(rows.pop(each.name), each.says, each.earns))]
    assert not faults, "\n".join(faults)
    assert not rows
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.reader(file, strict=True))) == len(HAND_INS) + 3


def fault_of(grade: Grade, says: str, earns: float | None) -> str:
    """Say in what a row is not as it must be, "" where it is."""
    reason = grade.reason
    if earns is not None:
        return "" if (grade.status, grade.score) == (GradeStatus.GRADED, earns) else f"{grade.candidate}: {grade}"
    one_sentence = reason.isprintable() and len(reason) < 500 and reason.count("`") >= 2
    right = grade.status is GradeStatus.REJECTED and grade.score == 0 and re.search(says, reason)
    if right and one_sentence and TELLS_WHAT_TO_DO.search(reason):
        return ""
    return f"{grade.candidate}: {grade.status} {grade.score} {reason!r}, not {says!r}"
