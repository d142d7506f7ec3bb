"""The commands of a candidate: from a link to a receipt, and what is said where something is missing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner import hiring
from runner.cli.main import main
from tests.runner.workspaces import DAY, HOUR, Office

SOLVED = "def mean_by_key(rows):\n    return {}\n"


@pytest.fixture
def host(sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Lend a workspace with a round; the clock is the machine's, the working folder is another."""
    monkeypatch.delenv("PREBRIEF_WORKSPACE", raising=False)
    monkeypatch.delenv("PREBRIEF_DATABASE_URL", raising=False)
    sqlite_office.clock.now = datetime.now(UTC)
    sqlite_office.publish(max_submissions=2)
    monkeypatch.chdir(tmp_path)
    return sqlite_office


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]):
    """Return what runs a command and returns its exit code and what it wrote."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def opened(host: Office, said, monkeypatch, **times: object) -> str:
    """Invite Ana, open her link and go to its folder; returns the link."""
    (invited,) = host.invite("ana", **times)
    assert said("open", invited.link)[0] == 0
    monkeypatch.chdir("spring")
    return invited.link


def test_open_as_json_and_into_a_folder_that_is_there(host: Office, said) -> None:
    (invited,) = host.invite("ana")
    code, out, _ = said("open", invited.link, "--to", "mine", "--json")
    document = json.loads(out)
    assert (code, document["kind"], document["handle"], document["folder"]) == (0, "opened", "spring/1", "mine")
    assert document["assesses"] == ["plain Python", "edge cases", "the cost of a loop in a loop"]
    Path("mine/solution.py").write_text("my work")
    code, _, err = said("open", invited.link, "--to", "mine")
    assert (code, "nothing is overwritten" in err, Path("mine/solution.py").read_text()) == (2, True, "my work")
    assert invited.link not in out + err


@pytest.mark.parametrize("link", ["x", "https://x.example", "file:///nowhere#" + "t" * 43, "https://[x#" + "t" * 43])
def test_a_link_that_leads_nowhere_is_2(host: Office, said, link: str) -> None:
    code, out, err = said("open", link)
    assert (code, out, "Traceback" in err, "t" * 43 in err) == (2, "", False, False)


def test_a_brief_that_is_not_readable_yet_makes_no_folder(host: Office, said) -> None:
    (invited,) = host.invite("ana", readable=host.clock.now + HOUR, starts=host.clock.now + DAY)
    code, _, err = said("open", invited.link)
    assert (code, bool(re.search(r"the brief can be read from .* UTC, in \d+ min|in 1 h", err))) == (2, True)
    assert not Path("spring").exists()


def test_a_clock_is_started_by_who_means_it(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    code, _, err = said("start")
    assert (code, "this starts a clock of 30 minutes, which can't be stopped: give --yes" in err) == (2, True)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked: list[str] = []
    monkeypatch.setattr("typer.confirm", lambda text: asked.append(text) or len(asked) > 1)
    assert said("start")[0] == 1
    assert hiring.standing(host.desk, host.tokens["ana"]).times.started_at is None
    assert said("start")[0] == 0
    assert all("(and never runs past" in text for text in asked)
    code, out, _ = said("start")
    assert (code, out.startswith("The clock runs already"), len(asked)) == (0, True, 2)


def test_before_the_start_nothing_is_handed_in(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    code, out, err = said("submit")
    assert (code, out, "give `prebrief start` first" in err) == (2, "", True)


def test_submit_twice_is_one_submission_with_one_receipt(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    said("start", "--yes")
    first, again = (json.loads(said("submit", "--json")[1]) for _ in range(2))
    assert (first["again"], again["again"], again["digest"], first["left"]) == (False, True, first["digest"], 1)
    status = json.loads(said("status", "--json")[1])
    assert (status["stage"], [each["digest"] for each in status["submissions"]]) == ("submitted", [first["digest"]])
    Path("solution.py").write_text(SOLVED)
    assert "left        0 more" in said("submit")[1]
    Path("solution.py").write_text(SOLVED + "\n")
    assert said("submit")[0] == 2
    assert said("submit", "--practice")[0] == 0


def test_after_the_end_only_practice_is_taken(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    said("start", "--yes")
    host.set("UPDATE candidate SET started_at = datetime(started_at, '-2 hours')")
    code, out, err = said("submit")
    assert (code, out, "time was up at" in err, "--practice" in err) == (2, "", True, True)
    assert "counts      no, it is practice" in said("submit", "--practice")[1]
    assert "time is up, and nothing was handed in" in said("status")[1]


def test_feedback_as_json(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    said("start", "--yes")
    said("submit")
    host.grade(50.0)
    closed = json.loads(said("feedback", "--json")[1])["submissions"]
    assert (closed[0]["hidden"], "reviewed your work" in closed[0]["why_not"]) == ([], True)
    hiring.release(host.desk, "spring")
    still = json.loads(said("feedback", "--json")[1])["submissions"]
    assert "told once your own time is over" in still[0]["why_not"]
    hiring.decide(host.desk, "spring/1", hiring.Decision.NEXT)
    told = json.loads(said("feedback", "--json")[1])["submissions"]
    assert "50.0 points of 100" in told[0]["hidden"]


def test_the_withdrawn_get_one_sentence(host: Office, said, monkeypatch) -> None:
    link = opened(host, said, monkeypatch)
    hiring.withdraw(host.desk, "spring/1")
    for words in (("start", "--yes"), ("submit",), ("status",), ("feedback",), ("open", link, "--to", "x")):
        assert said(*words) == (2, "", "this invitation was withdrawn: ask who invited you\n")


def test_outside_of_a_folder_of_open_it_is_told(host: Office, said) -> None:
    for words in (("start", "--yes"), ("status",), ("feedback",)):
        code, _, err = said(*words)
        assert (code, "was not made by `prebrief open`" in err) == (2, True)


def test_practice_goes_to_a_host_alone(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    code, _, err = said("submit", "--practice", "--to", "../x.zip")
    assert (code, "this folder has an invitation" in err) == (2, True)
    assert said("submit", "--to", "../x.zip", "--name", "ana")[0] == 2
    assert not Path("../x.zip").exists()
    Path(".prebrief/invitation.json").unlink()
    code, _, err = said("submit", "--practice", "--to", "../x.zip")
    assert (code, "--practice goes to the host of an invitation" in err) == (2, True)
    assert said("submit", "--to", "../x.zip", "--name", "ana")[0] == 0


def test_receipts_are_kept_and_shown_where_the_host_is_not_there(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    said("start", "--yes")
    digest = json.loads(said("submit", "--json")[1])["digest"]
    said("submit")
    (line,) = Path(".prebrief/receipts.txt").read_text().splitlines()
    assert line.startswith("submission 1 of spring/1: received ")
    assert line.endswith(f" UTC, digest {digest}")
    assert Path(".prebrief/receipts.txt").stat().st_mode & 0o777 == 0o600
    invitation = json.loads(Path(".prebrief/invitation.json").read_text())
    invitation["link"] = "http://127.0.0.1:9#" + "t" * 43
    Path(".prebrief/invitation.json").write_text(json.dumps(invitation))
    code, out, err = said("status")
    assert (code, out, f"Kept here: {line}" in err) == (3, "", True)


def test_a_receipt_that_can_not_be_kept_is_still_printed(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    said("start", "--yes")
    Path(".prebrief/receipts.txt").symlink_to("/nowhere/else")
    code, out, err = said("submit")
    assert (code, "Handed in: submission 1" in out, "could not be kept" in err) == (0, True, True)


def test_check_runs_in_a_folder_of_open(host: Office, said, monkeypatch) -> None:
    opened(host, said, monkeypatch)
    code, out, _ = said("check")
    assert (code, "Hidden tests are not shown" in out) == (1, True)
