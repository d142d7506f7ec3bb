"""All the way through the commands, as an interviewer and two candidates use them; and each of them a second time."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runner.catalog import skeleton_problem
from runner.cli.main import main
from tests.runner.workspaces import LABEL, SLUG, problem_folder

SECRET = "# a line of Ana's own"
GRADE = ["grade", "--round", "spring", "--engine", "local", "--trust-submissions"]
REFERENCE = skeleton_problem(SLUG)["reference/solution.py"].decode()


@pytest.fixture
def prebrief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return what runs a command in tmp_path, or a folder of it, and returns what it wrote."""
    for name in ("PREBRIEF_WORKSPACE", "PREBRIEF_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str, code: int = 0, at: str = "") -> Any:
        monkeypatch.chdir(tmp_path / at)
        assert main(words) == code, capsys.readouterr()
        said = capsys.readouterr()
        return json.loads(said.out) if "--json" in words else said.out + said.err

    return run


def test_from_a_workspace_to_feedback_and_everything_twice(prebrief, tmp_path: Path) -> None:
    assert "Made the workspace Acme" in prebrief("init", "hiring", "--name", "Acme", "--timezone", "Europe/Berlin")
    assert "is there already: this is a workspace" in prebrief("init", "hiring", code=2)
    assert "is up to date" in prebrief("upgrade", at="hiring")

    publish = ["publish", str(problem_folder(tmp_path, cheap=True)), "--round", "spring", "--label", LABEL]
    assert "as round spring" in prebrief(*publish, at="hiring")
    assert "there is a round 'spring' already" in prebrief(*publish, code=2, at="hiring")
    assert "Nobody is invited to spring yet" in prebrief("candidates", "spring", at="hiring")

    (tmp_path / "guests.csv").write_text("name,email\nAna Lima,ana@example.org\nBen Oz,ben@example.org\n")
    earlier = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="minutes")
    invite = ["invite", "spring", "--csv", "../guests.csv", "--start", earlier]
    links = re.findall(r"file://\S+#\S+", prebrief(*invite, at="hiring"))
    assert len(links) == 2
    again = prebrief(*invite, at="hiring")
    assert ("0 invited to spring" in again, "2 had been invited before" in again, "file://" in again) == (
        True,
        True,
        False,
    )

    for number, link in enumerate(links, start=1):
        said = prebrief("open", link, "--to", f"c{number}")
        assert said.index("This round assesses") < said.index("Work may start")
        assert "nothing is overwritten" in prebrief("open", link, "--to", f"c{number}", code=2)
        assert "give --yes if you mean it" in prebrief("start", code=2, at=f"c{number}")
        assert prebrief("start", "--yes", at=f"c{number}").startswith("The clock runs: since")
        assert prebrief("start", at=f"c{number}").startswith("The clock runs already: since")
    assert "Nothing handed in yet." in prebrief("status", at="c1")
    assert "nothing handed in yet" in prebrief("feedback", at="c1")

    (tmp_path / "c1" / "solution.py").write_text(f"{REFERENCE}{SECRET}\n")
    first = prebrief("submit", "--json", at="c1")
    twice = prebrief("submit", "--json", at="c1")
    assert (first["kind"], first["again"], twice["again"], twice["digest"], twice["received_at"]) == (
        "receipt", False, True, first["digest"], first["received_at"])  # fmt: skip
    assert "Handed in: submission 1 of spring/2" in prebrief("submit", at="c2")
    assert "Already there, the same byte for byte" in prebrief("submit", at="c2")
    assert "not graded yet: prebrief grade --round spring" in prebrief("results", "spring", at="hiring")
    assert "has no grade in spring yet" in prebrief("results", "spring", "spring/1", code=2, at="hiring")

    assert "say --trust-submissions" in prebrief(*GRADE[:-1], code=2, at="hiring")
    assert "2 grade(s) kept in spring" in prebrief(*GRADE, at="hiring")
    assert "Nothing in spring waits for a grade" in prebrief(*GRADE, at="hiring")
    document = prebrief(*GRADE, "--json", at="hiring")
    assert (document["kind"], document["grades"]) == ("grades", [])
    (one, two) = prebrief("results", "spring", "--json", at="hiring")["candidates"]
    assert (one["name"], one["score"], one["stage"], two["score"]) == ("Ana Lima", 100.0, "graded", 0.0)
    hidden = prebrief("results", "spring", "--anonymous", "--json", at="hiring")
    assert "Ana" not in json.dumps(hidden) and "ana@" not in json.dumps(hidden)
    assert "100 of 100" in prebrief("results", "spring", "ana@example.org", at="hiring")

    assert "told after the interviewers have reviewed your work" in prebrief("feedback", at="c1")
    for _ in range(2):
        assert "Released spring: of the hidden tests, candidates learn counts." in prebrief(
            "release", "spring", at="hiring"
        )
        said = prebrief("feedback", at="c1")
        assert "Hidden tests, not shown:\n  submission 1" in said
        assert "100.0 points of 100" in said
        assert "test_" not in said

    assert "hire, 0.0 days after the invitation" in prebrief("decide", "spring/1", "hire", at="hiring")
    assert prebrief("candidates", "spring", "--anonymous", "--json", at="hiring")["candidates"][0]["name"] == "Ana Lima"
    assert prebrief("forget", "spring/1", "--yes", at="hiring") == "Forgotten: spring/1.\n"
    assert prebrief("forget", "spring/1", "--yes", at="hiring") == "Forgotten: spring/1.\n"
    assert "not known here" in prebrief("feedback", code=2, at="c1")
    left = [path for path in (tmp_path / "hiring").rglob("*") if path.is_file() and path.suffix != ".eml"]
    assert [
        path for path in left if b"ana@example.org" in path.read_bytes() or SECRET.encode() in path.read_bytes()
    ] == []
    assert not (tmp_path / "hiring" / "grading" / "spring").exists()
    row = prebrief("results", "spring", "--json", at="hiring")["candidates"][0]
    assert (row["name"], row["score"], row["decision"], row["stage"]) == ("", 100.0, "hire", "forgotten")
