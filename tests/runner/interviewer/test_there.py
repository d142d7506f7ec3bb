"""A round graded through a server: grades of any size arrive, and are read again; invitations are all or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runner import hiring
from runner.grading import Journal
from runner.hiring import Came, Role, guest, make_key
from runner.interviewer import There, office_at
from runner.invitation import read_link
from runner.model import BadInput
from tests.runner.report.builders import a_test
from tests.runner.server.conftest import served
from tests.runner.workspaces import DAY, Office, graded


@pytest.fixture
def there(sqlite_office: Office):
    """Lend the office of a server of a workspace with a round in which ana, ben and cy have handed in."""
    office = sqlite_office
    office.publish(max_submissions=3)
    office.begin("ana", "ben", "cy")
    for name in ("ana", "ben", "cy"):
        office.submit(name, "a = 1")
    key = make_key(office.desk, "iris", Role.OWNER)
    with served(office.desk) as address, office_at(address, key) as lent:
        yield lent


def test_grades_of_any_size_arrive_and_are_read_again(sqlite_office: Office, there: There) -> None:
    work = there.work("spring")
    waits = work.waiting()
    assert [work.archive(each.id)[:2] for each in waits] == [b"PK"] * 3
    long = tuple(replace(a_test(f"t{number}"), output="\x01" * 65_536) for number in range(60))
    came = [Came(id=each.id, grade=replace(graded(each.name, 50.0), tests=long)) for each in waits]
    assert work.record(came) == 3
    assert work.record(came) == 0  # once more, as where the answer was lost
    assert there.work("spring").waiting() == ()
    assert [(row.id, grade) for row, grade in work.graded()] == [(each.id, each.grade) for each in came]
    assert there.grades("spring", "ana@example.org") == (came[0].grade,)
    assert len(sqlite_office.rows("grade")) == 3


def test_a_list_with_one_that_is_too_late_invites_nobody(sqlite_office: Office, there: There) -> None:
    guests = [guest(f"g{number}", f"g{number}@example.org") for number in range(300)]
    late = guest("late", "late@example.org", due=sqlite_office.clock.now - DAY)
    none = {"readable": None, "starts": None, "due": None}
    with pytest.raises(BadInput, match=r"follow one another|is over"):
        there.invite("spring", [*guests, late], **none)
    assert len(sqlite_office.rows("candidate")) == 3
    sent = there.invite("spring", guests[:2], **none)
    assert [read_link(each.link).token != "" for each in sent.invited] == [True, True]
    assert there.invite("spring", guests[:2], **none).before == ("g0@example.org", "g1@example.org")


@pytest.mark.parametrize("minutes", [float("nan"), float("inf")])
def test_what_can_not_be_sent_is_the_one_who_gave_its_affair(there: There, minutes: float) -> None:
    with pytest.raises(BadInput, match="can't be sent"):
        there.extend("spring/1", minutes=minutes, due=None)


@pytest.mark.parametrize("name", ["", "..", "a/b", "\udcff"])
def test_a_round_that_can_not_be_is_told_as_one(there: There, name: str) -> None:
    with pytest.raises(BadInput, match="round"):
        there.candidates(name, anonymous=False)


def test_a_decision_or_a_mark_that_came_twice_is_one(sqlite_office: Office, there: There) -> None:
    lines = there.panel("spring/1").missing
    for _ in range(2):
        there.score("spring/1", dict.fromkeys(lines, 1), {})
    first = there.decide("spring/2", hiring.Decision.NO)
    sqlite_office.clock.now += DAY
    assert there.decide("spring/2", hiring.Decision.NO) == first
    assert there.decide("spring/2", hiring.Decision.HIRE) == pytest.approx(first + 1)
    done = [row.what for row in sqlite_office.rows("event")]
    assert (done.count("score"), done.count("decide")) == (1, 2)


def test_what_a_stopped_batch_has_left_goes_once_nothing_waits(
    sqlite_office: Office, there: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = there.work("spring").folder()
    (folder / "submissions").mkdir()
    (folder / "submissions" / "x.json").write_text("a candidate's code")
    sqlite_office.grade(10.0)  # by somebody else
    with Journal(folder):
        hiring.clear_work(there.work("spring"))  # another batch is at it
        assert (folder / "submissions").exists()
    hiring.clear_work(there.work("spring"))
    assert not folder.exists()
