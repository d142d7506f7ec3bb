"""All the way through the commands, as interviewers and candidates use them: with a folder, and through a server."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from runner.catalog import skeleton_problem
from runner.cli.main import main
from tests.runner.workspaces import LABEL, SLUG, problem_folder

LINK = r"\S+://\S+#\S+"
SECRET = "# a line of Ana's own"
GRADE = ["grade", "--round", "spring", "--engine", "local", "--trust-submissions"]
REGRADE = ["regrade", "spring", "--engine", "local", "--trust-submissions"]
REFERENCE = skeleton_problem(SLUG)["reference/solution.py"].decode()


@pytest.fixture
def prebrief(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return what runs a command in tmp_path, or a folder of it, and returns what it wrote."""
    for name in ("PREBRIEF_WORKSPACE", "PREBRIEF_DATABASE_URL", "PREBRIEF_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*words: str, code: int = 0, at: str = "") -> Any:
        monkeypatch.chdir(tmp_path / at)
        assert main(words) == code, capsys.readouterr()
        said = capsys.readouterr()
        return json.loads(said.out) if "--json" in words else said.out + said.err

    return run


@pytest.fixture(params=["folder", "server"])
def interviewer(request, prebrief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Return what runs an interviewer's command: in a new workspace's folder, or through a server of it."""
    assert "Made the workspace Acme" in prebrief("init", "hiring", "--name", "Acme", "--timezone", "Europe/Berlin")
    assert "is there already: this is a workspace" in prebrief("init", "hiring", code=2)
    assert "is up to date" in prebrief("upgrade", at="hiring")
    if request.param == "folder":
        yield partial(prebrief, at="hiring")
        return
    key = prebrief("key", "make", "iris", "--role", "owner", at="hiring").strip()
    with serving(tmp_path / "hiring") as address:

        def through(*words: str, code: int = 0) -> Any:
            with monkeypatch.context() as there:
                there.setenv("PREBRIEF_WORKSPACE", address)
                there.setenv("PREBRIEF_KEY", key)
                return prebrief(*words, code=code, at="away")

        (tmp_path / "away").mkdir()
        yield through


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Lend the address of a server of a workspace, as `prebrief serve` runs it; links in letters lead to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file, address = folder / "prebrief.toml", f"http://127.0.0.1:{port}"
    file.write_text(f'server = "{address}"\n{file.read_text()}')
    command = [sys.executable, "-m", "runner.cli.main", "serve", "--port", str(port), "--workspace", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[3])
    try:
        while process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{address}/health").is_success:
                    break
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def test_from_a_workspace_to_feedback_and_everything_twice(prebrief, interviewer, tmp_path: Path) -> None:

    publish = ["publish", str(problem_folder(tmp_path, cheap=True)), "--round", "spring", "--label", LABEL]
    assert "as round spring" in interviewer(*publish)
    assert "there is a round 'spring' already" in interviewer(*publish, code=2)
    assert "Nobody is invited to spring yet" in interviewer("candidates", "spring")

    (tmp_path / "guests.csv").write_text("name,email\nAna Lima,ana@example.org\nBen Oz,ben@example.org\n")
    earlier = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="minutes")
    invite = ["invite", "spring", "--csv", "../guests.csv", "--start", earlier]
    links = re.findall(LINK, interviewer(*invite))
    assert len(links) == 2
    again = interviewer(*invite)
    assert ("0 invited to spring" in again, "2 had been invited before" in again, "#" in again) == (
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
    assert "not graded yet: prebrief grade --round spring" in interviewer("results", "spring")
    assert "has no grade in spring that can be shown" in interviewer("results", "spring", "spring/1", code=2)

    assert "say --trust-submissions" in interviewer(*GRADE[:-1], code=2)
    assert "2 grade(s) kept in spring" in interviewer(*GRADE)
    assert "Nothing in spring waits for a grade" in interviewer(*GRADE)
    document = interviewer(*GRADE, "--json")
    assert (document["kind"], document["grades"]) == ("grades", [])
    (one, two) = interviewer("results", "spring", "--json")["candidates"]
    assert (one["name"], one["score"], one["stage"], two["score"]) == ("Ana Lima", 100.0, "graded", 0.0)
    hidden = interviewer("results", "spring", "--anonymous", "--json")
    assert "Ana" not in json.dumps(hidden) and "ana@" not in json.dumps(hidden)
    assert "100 of 100" in interviewer("results", "spring", "ana@example.org")

    assert "told after the interviewers have reviewed your work" in prebrief("feedback", at="c1")
    assert "hire, 0.0 days after the invitation" in interviewer("decide", "spring/1", "hire")
    assert "told after the interviewers have reviewed your work" in prebrief("feedback", at="c1")
    for _ in range(2):
        assert "Released spring: of the hidden tests, candidates learn counts." in interviewer("release", "spring")
        assert "told once your own time is over" in prebrief("feedback", at="c2")
        said = prebrief("feedback", at="c1")
        assert "Hidden tests, not shown:\n  submission 1" in said
        assert "100.0 points of 100" in said
        assert "test_" not in said

    assert interviewer("candidates", "spring", "--anonymous", "--json")["candidates"][0]["name"] == "Ana Lima"
    assert interviewer("forget", "spring/1", "--yes") == "Forgotten: spring/1.\n"
    assert interviewer("forget", "spring/1", "--yes") == "Forgotten: spring/1.\n"
    assert "not known here" in prebrief("feedback", code=2, at="c1")
    left = [path for path in (tmp_path / "hiring").rglob("*") if path.is_file() and path.suffix != ".eml"]
    assert [
        path for path in left if b"ana@example.org" in path.read_bytes() or SECRET.encode() in path.read_bytes()
    ] == []
    assert not (tmp_path / "hiring" / "grading" / "spring").exists()
    assert not list((tmp_path / "cache").glob("prebrief/grading/*"))  # where whoever graded through a server had it
    row = interviewer("results", "spring", "--json")["candidates"][0]
    assert (row["name"], row["score"], row["decision"], row["stage"]) == ("", 100.0, "hire", "forgotten")


def test_what_else_is_done_with_a_round(prebrief, interviewer, tmp_path: Path) -> None:
    publish = ["publish", str(problem_folder(tmp_path, cheap=True)), "--label", LABEL, "--round"]
    assert "as round spring" in interviewer(*publish, "spring")
    assert "promises another interview" in interviewer(
        *publish[:2], "--label", "Live coding: statistics", "--round", "x", code=2
    )
    assert [each["round"] for each in interviewer("rounds", "--json")["rounds"]] == ["spring"]
    assert "algorithms" in interviewer("round", "labels")
    earlier = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="minutes")
    (tmp_path / "guests.csv").write_text(
        f"name,email,start,due,extra_minutes\n=HYPERLINK(1),ana@example.org,{earlier},,30\n"
        f"Ben,ben@example.org,{earlier},2999-03-01,\n"
    )
    _, lost = re.findall(LINK, interviewer("invite", "spring", "--csv", "../guests.csv"))
    assert "2999-03-01 22:59:00 UTC" in interviewer("candidates", "spring")  # the workspace's zone is Berlin
    (link,) = re.findall(LINK, interviewer("invite", "spring", "--again", "spring/2"))
    assert "not known here" in prebrief("open", lost, "--to", "c2", code=2)
    prebrief("open", link, "--to", "c2")
    prebrief("start", "--yes", at="c2")
    (tmp_path / "c2" / "solution.py").write_text("def mean_by_key(rows):\n    return {'a': 1.0}\n")
    prebrief("submit", at="c2")
    more = ["--minutes", "15"]
    before, after = (interviewer("extend", who, *more).split()[1] for who in ("spring/2", "ben@example.org"))
    assert float(after) - float(before) == 15
    assert "nobody's time is taken away" in interviewer("extend", "spring/2", "--due", "2026-01-01", code=2)
    assert "spring/2 goes first" in interviewer("offer", "spring/2", "--by", "2999-04-01")
    assert "is over" in interviewer("offer", "spring/2", "--by", "2020-04-01", code=2)
    assert interviewer("candidates", "spring", "--json")["candidates"][0]["handle"] == "spring/2"
    assert "Withdrawn: spring/1" in interviewer("withdraw", "spring/1")

    assert "there is nobody to move" in interviewer(*REGRADE, "--preview", "--with", publish[1], code=2)
    interviewer(*GRADE)
    changed = str(problem_folder(tmp_path / "changed", cheap=True, mean="2.0"))
    seen = interviewer(*REGRADE, "--preview", "--with", changed)
    assert ("spring/2#1: 100.0 -> 0.0" in seen, "Nothing was changed" in seen) == (True, True)
    assert interviewer("results", "spring", "--json")["candidates"][0]["score"] == 100.0
    stands = interviewer(*REGRADE, "--apply", "--why", "a mean is two", "--with", changed)
    assert "1 grade(s) stand now" in stands
    assert interviewer("results", "spring", "--json")["candidates"][0]["score"] == 0.0
    assert "Nothing in spring waits" in interviewer(*GRADE)

    lines = [each["line"] for each in interviewer("score", "spring/2", "--json")["marks"]]
    assert lines == []
    missing = interviewer("score", "spring/2", "--json")["missing"]
    marks = [word for line in missing for word in ("--mark", f"{line}=2")]
    scored = interviewer("score", "spring/2", *marks, "--note", f"{missing[0]}=why <b>not</b>", "--json")
    assert (len(scored["marks"]), scored["missing"]) == (len(missing), [])
    assert "'charm' is not of the form 1=3" in interviewer("score", "spring/2", "--mark", "charm", code=2)
    assert "no line 'charm'" in interviewer("score", "spring/2", "--mark", "charm=2", code=2)

    assert "Exported spring" in interviewer("export", "spring", "--to", str(tmp_path / "out"))
    assert "nothing is overwritten" in interviewer("export", "spring", "--to", str(tmp_path / "out"), code=2)
    assert {"candidates.csv", "log.jsonl", "results.jsonl", "submissions"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    assert "'=HYPERLINK(1)" in (tmp_path / "out" / "candidates.csv").read_text()
    assert "Written" in prebrief("report", str(tmp_path / "out"))

    assert interviewer("key", "make", "zoe", "--role", "panelist").startswith("pbk_")
    assert "there is a key 'zoe' already" in interviewer("key", "make", "zoe", code=2)
    assert "zoe" in interviewer("key", "list")
    assert interviewer("key", "void", "zoe") == "Void: zoe.\n"
    assert interviewer("hook", "add", "https://x.example/hook")
    assert "https://x.example/hook" in interviewer("hook", "list")
    assert "Removed" in interviewer("hook", "remove", "https://x.example/hook")
    said = interviewer("audit", "spring", "--last", "30")
    assert [word for word in ("publish", "invite", "renew", "offer", "withdraw", "regrade", "score") if word not in said
            ] == []  # fmt: skip
    assert "Forgotten: nobody." in interviewer("forget", "--old", "--yes")
    assert "no round 'autumn' here; there are spring" in interviewer("candidates", "autumn", code=2)
    assert "no candidate" in interviewer("withdraw", "spring/99", code=2)
