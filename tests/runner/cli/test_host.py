"""The commands of an interviewer on a workspace: what they say, and which exit code they give."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runner.cli.main import main
from runner.workspace import make_place
from tests.runner.post.mail_server import mail_server
from tests.runner.workspaces import LABEL, Office, problem_folder

ESC, NAME = "\x1b", '=HYPERLINK("https://evil.example")'


@pytest.fixture
def here(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Lend a workspace with a round, in which the commands are given; the clock is the machine's."""
    for name in ("PREBRIEF_WORKSPACE", "PREBRIEF_DATABASE_URL", "PREBRIEF_SMTP_USER"):
        monkeypatch.delenv(name, raising=False)
    sqlite_office.clock.now = datetime.now(UTC)
    sqlite_office.publish(max_submissions=3)
    monkeypatch.chdir(sqlite_office.desk.place.folder)
    return sqlite_office


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]):
    """Return what runs a command and returns its exit code and what it wrote."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def document(run, *words: str) -> Any:
    code, out, _ = run(*words, "--json")
    assert code == 0
    return json.loads(out)


def test_rounds_are_listed(here: Office, said) -> None:
    here.invite("ana")
    (row,) = document(said, "rounds")["rounds"]
    assert (row["round"], row["label"], row["candidates"], row["released_at"]) == ("spring", LABEL, 1, None)
    assert "after-review" in said("rounds")[1]
    assert "agents" in said("round", "labels")[1]


def test_an_empty_workspace_names_publish(tmp_path: Path, said) -> None:
    assert said("init", str(tmp_path / "x"))[0] == 0
    code, out, err = said("rounds", "--workspace", str(tmp_path / "x"))
    assert (code, out, "Next: prebrief publish" in err) == (0, "No rounds yet.\n", True)


def test_init_goes_on_where_it_stopped(tmp_path: Path, said) -> None:
    make_place(tmp_path / "x", name="Acme")
    assert said("rounds", "--workspace", str(tmp_path / "x"))[0] == 2
    assert "Made the workspace Acme" in said("init", str(tmp_path / "x"))[1]


def test_publish_refuses_a_label_of_another_interview_and_says_the_row(here: Office, said, tmp_path: Path) -> None:
    folder = str(problem_folder(tmp_path / "problems"))
    code, _, err = said("publish", folder, "--round", "autumn", "--label", "Live coding: statistics")
    assert (code, "it is not in" in err or "which is not in the row 'statistics'" in err) == (2, True)
    assert said("publish", folder, "--round", "autumn", "--label", LABEL, "--assistants", "never")[0] == 2
    made = document(said, "publish", folder, "--round", "autumn", "--label", LABEL, "--assistants", "not-allowed")
    assert (made["round"], made["label"]) == ("autumn", LABEL)
    assert said("publish", folder, "--to", str(tmp_path / "r"), "--label", LABEL)[0] == 2


def test_invite_tells_the_link_once_and_keeps_it_nowhere(here: Office, said) -> None:
    made = document(said, "invite", "spring", "--name", NAME, "--email", "Ana@example.org", "--due", "2099-03-12")
    (row,) = made["invited"]
    assert (row["name"], row["email"], row["due_at"][:16]) == (NAME, "ana@example.org", "2099-03-12T23:59")
    token = row["link"].partition("#")[2]
    again = document(said, "invite", "spring", "--name", "Ana", "--email", "ana@example.org")
    assert (again["invited"], again["before"]) == ([], ["ana@example.org"])
    for words in (("candidates", "spring"), ("results", "spring"), ("rounds",)):
        assert token not in "".join(said(*words)[1:])
    assert NAME in said("candidates", "spring")[1]


def test_what_does_not_say_whom_or_when_invites_nobody(here: Office, said) -> None:
    here.invite("ben")
    Path("x.csv").write_text("name,email\nAna,ana@example.org\n")
    ana = ["--name", "Ana", "--email", "ana@example.org"]
    for words in (
        [],
        ["--name", "Ana"],
        ["--email", "ana@example.org"],
        ["--csv", "x.csv", "--name", "Ana"],
        ["--csv", "x.csv", "--extra-minutes", "30"],
        ["--again", "spring/1", "--name", "Ana"],
        ["--again", "spring/1", "--due", "2099-01-01"],
        [*ana, "--due", "soon"],
        [*ana, "--due", "2001-01-01"],
        [*ana, "--extra-minutes", "-5"],
    ):
        code, _, err = said("invite", "spring", *words)
        assert (code, "Traceback" in err, len(here.rows("candidate"))) == (2, False, 1), words


def test_letters_that_did_not_leave_are_3_and_named_for_again(here: Office, said) -> None:
    toml = Path("prebrief.toml")
    Path("x.csv").write_text("name,email\nAna,ana@example.org\nBen,ben@example.org\n")
    with mail_server(refused=("ben@example.org",)) as server:
        toml.write_text(toml.read_text().replace("[mail]", f'[mail]\nsmtp = "{server.url}"'))
        code, out, err = said("invite", "spring", "--csv", "x.csv")
        assert code == 3
        assert ("spring/1  ana@example.org  sent" in out, "spring/2  ben@example.org  LETTER NOT SENT" in out) == (
            True,
            True,
        )
        assert "1 letter(s) did not leave" in err
        assert "prebrief invite spring --again spring/2" in err
        assert ESC not in out + err
        assert "#" not in err  # no link among what is wrong
    with mail_server() as server:
        toml.write_text(toml.read_text().replace('smtp = "smtp://127', '# smtp = "smtp://127', 1))
        toml.write_text(toml.read_text().replace("[mail]", f'[mail]\nsmtp = "{server.url}"'))
        code, out, _ = said("invite", "spring", "--again", "spring/2")
        assert (code, "spring/2  ben@example.org  sent" in out, len(server.letters)) == (0, True, 1)


def test_names_and_labels_do_nothing_to_a_terminal(here: Office, said) -> None:
    here.invite("ana")
    with closing(sqlite3.connect("prebrief.db")) as connection, connection:
        hostile = f"{ESC}[2J{ESC}]0;x\x07[red]\u202e=1+1"
        connection.execute("UPDATE candidate SET name = ?, email = ?", (hostile, f"x{ESC}@y"))
        connection.execute("UPDATE round SET label = ?, title = ?", (hostile, hostile))
    for words in (
        ("candidates", "spring"),
        ("results", "spring"),
        ("rounds",),
        ("invite", "spring", "--again", "spring/1"),
    ):
        for options in ((), ("--json",)):
            if words[0] == "invite" and options:
                continue
            _, out, err = said(*words, *options)
            assert not {ESC, "\x07", "\u202e"} & set(out + err), words
    assert "[red]" in said("candidates", "spring")[1]


def test_anonymous_hides_names_until_the_decision_in_every_list(here: Office, said) -> None:
    here.invite("Xanthippe", "Yolanda")
    assert said("decide", "spring/2", "no")[0] == 0
    for command in ("candidates", "results"):
        for options in ((), ("--json",)):
            code, out, err = said(command, "spring", "--anonymous", *options)
            assert (code, "anthippe" in out + err, "olanda" in out) == (0, False, True)


def test_more_time_withdrawn_decided(here: Office, said) -> None:
    here.begin("ana")
    assert "45 minutes once started" in said("extend", "spring/1", "--minutes", "15")[1]
    assert said("extend", "spring/1")[0] == 2
    assert said("extend", "spring/1", "--due", "2001-01-01")[0] == 2
    assert said("decide", "spring/1", "maybe")[0] == 2
    assert "no, 0.0 days" in said("decide", "ana@example.org", "no")[1]
    assert said("withdraw", "spring/1")[1] == "Withdrawn: spring/1.\n"
    assert said("withdraw", "spring/1")[0] == 2


def test_forget_asks_and_old_is_by_the_retention_time(here: Office, said, monkeypatch) -> None:
    here.invite("ana")
    assert said("forget")[0] == said("forget", "spring/1", "--old")[0] == 2
    monkeypatch.setattr("typer.confirm", lambda _: False)
    assert said("forget", "spring/1")[0] == 1
    assert here.rows("candidate")[0].name == "ana"
    assert said("forget", "--old", "--yes")[1] == "Forgotten: nobody.\n"


def test_a_backup_is_one_file(here: Office, said, tmp_path: Path) -> None:
    code, out, err = said("backup", str(tmp_path / "b.db"))
    assert (code, str(tmp_path / "b.db") in out, "To restore" in err) == (0, True, True)
    assert said("backup", str(tmp_path / "b.db"))[0] == 2
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
        assert connection.execute("SELECT name FROM round").fetchall() == [("spring",)]


def test_upgrade_keeps_a_backup_and_a_newer_version_is_left_alone(here: Office, said) -> None:
    assert "is up to date" in said("upgrade")[1]
    here.set("UPDATE alembic_version SET version_num = '9999'")
    before = Path("prebrief.db").read_bytes()
    for words in (("rounds",), ("upgrade",), ("init",)):
        code, _, err = said(*words)
        assert (code, "Traceback" in err) == (2, False)
    assert Path("prebrief.db").read_bytes() == before


def test_what_is_not_there_is_2(here: Office, said) -> None:
    for words in (
        ("candidates", "summer"),
        ("results", "summer"),
        ("release", "summer"),
        ("decide", "spring/9", "no"),
        ("grade", "--round", "summer"),
        ("results", "spring", "spring/9"),
        ("invite", "summer", "--again", "spring/1"),
        ("grade", "--round", "spring", "--out", "x"),
        ("grade", "--round", "spring", "problem"),
    ):
        code, out, err = said(*words)
        assert (code, out, "Traceback" in err, bool(err)) == (2, "", False, True), words


def test_outside_of_a_workspace_it_is_told(tmp_path: Path, monkeypatch, said) -> None:
    monkeypatch.delenv("PREBRIEF_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    for words in (("rounds",), ("candidates", "spring"), ("backup",), ("upgrade",)):
        code, _, err = said(*words)
        assert (code, "Make one with `prebrief init FOLDER`" in err) == (2, True)
    assert said("round", "labels")[0] == 0


def test_a_damaged_database_is_3(here: Office, said) -> None:
    here.desk.database.close()
    Path("prebrief.db").write_bytes(b"garbage" * 1000)
    code, _, err = said("rounds")
    assert (code, "Traceback" in err, "does not work" in err) == (3, False, True)
