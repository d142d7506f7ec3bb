"""Letters leave by a mail server or as files; whoever's did not leave is told, and the others' leave all the same."""

from __future__ import annotations

import socket
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from runner import hiring
from runner.hiring import guest
from runner.invitation import read_link
from runner.model import BadInput, OurFault
from runner.post import carrier, sending
from tests.runner.post.mail_server import certificate, mail_server
from tests.runner.workspaces import CARD, Office

LETTER = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nHello\r\n"
NAMES = ("ana", "ben", "eve")


def invited(office: Office, url: str) -> hiring.Sent:
    office.desk = replace(office.desk, place=replace(office.desk.place, smtp=url))
    return hiring.invite(office.desk, "spring", [guest(name, f"{name}@example.org") for name in NAMES], CARD)


def left(office: Office) -> list[bool]:
    return [row.letter_at is not None for row in office.rows("candidate")]


def test_every_guest_gets_a_letter_of_their_own(sqlite_office: Office) -> None:
    sqlite_office.publish()
    with mail_server() as server:
        sent = invited(sqlite_office, server.url)
    assert (sent.trouble, [each.letter for each in sent.invited]) == ((), ["sent"] * 3)
    assert [letter["To"] for letter in server.letters] == [f"{name} <{name}@example.org>" for name in NAMES]
    for each, letter in zip(sent.invited, server.letters, strict=True):
        assert each.link in letter.get_body(("plain",)).get_content()
        assert {part.get_filename() for part in letter.iter_attachments()} >= {"round.ics", "mean-by-key.pdf"}
    assert left(sqlite_office) == [True] * 3


def test_one_that_is_refused_keeps_nobody_else_from_theirs(sqlite_office: Office) -> None:
    sqlite_office.publish()
    with mail_server(refused=("ben@example.org",)) as server:
        sent = invited(sqlite_office, server.url)
    assert len(sent.trouble) == 1
    assert sent.trouble[0].startswith("spring/2: smtp://127.0.0.1:")
    assert "nobody is called" in sent.trouble[0]
    assert "\x1b" not in sent.trouble[0]
    assert ([each.letter for each in sent.invited], left(sqlite_office)) == (["sent", "", "sent"], [True, False, True])
    assert not [each for each in sent.invited if read_link(each.link).token in sent.trouble[0]]
    with mail_server() as server:
        sqlite_office.desk = replace(sqlite_office.desk, place=replace(sqlite_office.desk.place, smtp=server.url))
        again = hiring.renew(sqlite_office.desk, "spring", ["spring/2"], CARD)
    assert (again.trouble, left(sqlite_office), len(server.letters)) == ((), [True] * 3, 1)
    with pytest.raises(BadInput, match="not known here"):
        hiring.standing(sqlite_office.desk, read_link(sent.invited[1].link).token)
    assert hiring.standing(sqlite_office.desk, read_link(again.invited[0].link).token).handle == "spring/2"


def test_what_a_server_says_at_parting_changes_nothing(sqlite_office: Office) -> None:
    sqlite_office.publish()
    with mail_server(rude=True) as server:
        sent = invited(sqlite_office, server.url)
    assert (sent.trouble, left(sqlite_office), len(server.letters)) == ((), [True] * 3, 3)


@pytest.mark.parametrize("letters", [0, 1])
def test_a_server_that_hangs_up_leaves_the_invitations(sqlite_office: Office, letters: int) -> None:
    sqlite_office.publish()
    with mail_server(hangs_up_after=letters) as server:
        sent = invited(sqlite_office, server.url)
    assert len(sent.invited) == 3
    assert left(sqlite_office) == [True] * letters + [False] * (3 - letters)
    assert [each.letter for each in sent.invited] == ["sent"] * letters + [""] * (3 - letters)
    assert len(sent.trouble) == 3 - letters
    for each in sent.invited:
        assert hiring.standing(sqlite_office.desk, read_link(each.link).token).handle == each.handle


def test_a_server_that_is_away_leaves_the_invitations(sqlite_office: Office) -> None:
    sqlite_office.publish()
    with socket.socket() as taken:  # bound and not listening: nobody else gets the port
        taken.bind(("127.0.0.1", 0))
        sent = invited(sqlite_office, f"smtp://127.0.0.1:{taken.getsockname()[1]}")
    assert ([each.letter for each in sent.invited], left(sqlite_office)) == ([""] * 3, [False] * 3)
    assert len(sent.trouble) == 1
    assert "can't be reached" in sent.trouble[0]
    assert hiring.standing(sqlite_office.desk, read_link(sent.invited[2].link).token).handle == "spring/3"


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://ana:secret@mail.example", "smtp://mail.example:99999", "smtp://[x"],
)  # fmt: skip
def test_an_address_of_a_server_that_cannot_be_used_is_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match="PREBRIEF_SMTP_PASSWORD"), carrier(url, tmp_path):
        raise AssertionError


def test_a_password_is_not_sent_unencrypted(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PREBRIEF_SMTP_USER", "ana")
    monkeypatch.setenv("PREBRIEF_SMTP_PASSWORD", "secret")
    with mail_server() as server:
        away = server.url.replace("127.0.0.1", "0.0.0.0")  # this machine, by a name that does not say so
        with pytest.raises(BadInput, match="is not encrypted") as caught, carrier(away, tmp_path):
            raise AssertionError
        with pytest.raises(OurFault) as here, carrier(server.url, tmp_path):  # it has no sign-in at all
            raise AssertionError
    assert "secret" not in str(caught.value) + str(here.value)


def test_an_outbox_is_its_owners_alone_and_is_written_whole(tmp_path: Path) -> None:
    with carrier("", tmp_path / "outbox") as post:
        for _ in range(2):
            assert post.carry("spring-1", LETTER) == str(tmp_path / "outbox" / "spring-1.eml")
    (path,) = (tmp_path / "outbox").iterdir()
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (LETTER, 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_link_in_the_outbox_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / ".spring-1.part").symlink_to(tmp_path / "mine")
    with carrier("", tmp_path) as post, pytest.raises(OurFault, match="can't be written"):
        post.carry("spring-1", LETTER)
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_password_is_told_behind_starttls_to_who_has_a_trusted_certificate(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_office.publish()
    pem = certificate(tmp_path)
    monkeypatch.setenv("PREBRIEF_SMTP_USER", "hiring")
    monkeypatch.setenv("PREBRIEF_SMTP_PASSWORD", "secret")
    with mail_server(pem) as server:
        unknown = invited(sqlite_office, server.url)
        assert "certificate" in unknown.trouble[0]
        assert (server.signed_in, server.letters) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "alone.pem"))
        sent = hiring.renew(sqlite_office.desk, "spring", [each.handle for each in unknown.invited], CARD)
    assert (sent.trouble, server.signed_in, len(server.letters)) == ((), [(True, "hiring", "secret")], 3)


def test_a_wrong_password_leaves_the_invitations(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_office.publish()
    certificate(tmp_path)
    monkeypatch.setenv("PREBRIEF_SMTP_USER", "hiring")
    monkeypatch.setenv("PREBRIEF_SMTP_PASSWORD", "wrong and never told")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "alone.pem"))
    with mail_server(tmp_path / "mail.pem") as server:
        sent = invited(sqlite_office, server.url)
    assert (len(sent.invited), left(sqlite_office), len(sent.trouble)) == (3, [False] * 3, 1)
    assert "turns us away" in sent.trouble[0]
    assert "never told" not in sent.trouble[0]


@pytest.mark.parametrize("says", [b"", b"220 here I am\r\n"], ids=["nothing", "good day, and then nothing"])
def test_a_server_that_falls_silent_is_waited_for_no_longer_than_a_while(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, says: bytes
) -> None:
    sqlite_office.publish()
    monkeypatch.setattr(sending, "_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        heard = []

        def answer() -> None:
            line, _ = silent.accept()
            line.sendall(says)
            heard.append(line)  # held open until the test is over

        listener = threading.Thread(target=answer)
        listener.start()
        sent = invited(sqlite_office, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        listener.join()
        heard[0].close()
    assert (len(sent.invited), left(sqlite_office)) == (3, [False] * 3)
    assert "can't be reached" in sent.trouble[0]
