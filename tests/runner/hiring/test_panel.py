"""A panel: each scores before seeing the others, then all see all; and a competing offer tells the team."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner import hiring
from runner.hiring import Decision
from runner.model import BadInput
from tests.runner.workspaces import DAY, Office, a_problem


@pytest.fixture
def panel(office: Office) -> Office:
    office.publish()
    office.begin("ana")
    return office


def by(office: Office, who: str) -> hiring.Desk:
    return replace(office.desk, who=who)


def lines() -> list[str]:
    return [each.name for each in a_problem().rubric]


def test_others_marks_are_seen_once_all_of_ones_own_are_given(panel: Office) -> None:
    names = lines()
    assert names
    hiring.score(by(panel, "iris"), "spring/1", dict.fromkeys(names, 2), notes={names[0]: "because"})
    before = hiring.panel_of(by(panel, "jo"), "spring/1")
    assert (before.marks, before.others, before.missing) == ((), 1, tuple(names))
    after = hiring.score(by(panel, "jo"), "spring/1", dict.fromkeys(names, 1))
    assert after.missing == ()
    assert {(mark.panelist, mark.level) for mark in after.marks} == {("iris", 2), ("jo", 1)}
    assert [mark.note for mark in after.marks if mark.note] == ["because"]


@pytest.mark.parametrize(
    ("levels", "notes", "words"),
    [
        ({"no line": 1}, {}, "has no line"),
        ({0: 99}, {}, "is marked from 1"),
        ({0: 0}, {}, "is marked from 1"),
        ({}, {0: "x"}, "no mark"),
    ],
)
def test_marks_that_can_not_be_are_refused(panel: Office, levels, notes, words) -> None:
    def named(given):
        return {lines()[key] if isinstance(key, int) else key: value for key, value in given.items()}

    with pytest.raises(BadInput, match=words):
        hiring.score(panel.desk, "spring/1", named(levels), notes=named(notes))
    assert not panel.rows("mark")


def test_a_line_may_be_given_by_its_number(panel: Office) -> None:
    names = lines()
    given = hiring.score(by(panel, "iris"), "spring/1", {"1": 2}, notes={"1": "because"})
    assert [(mark.line, mark.level, mark.note) for mark in given.marks] == [(names[0], 2, "because")]
    (line,) = hiring.log_lines(panel.desk, most=1)
    assert line.details == {"levels": {names[0]: 2}, "notes": [names[0]]}
    with pytest.raises(BadInput, match="given twice, once by its number"):
        hiring.score(panel.desk, "spring/1", {"1": 2, names[0]: 3})
    for number in ("0", str(len(names) + 1), "-1", "1.0"):
        with pytest.raises(BadInput, match=f"has no line '{number}'; it has 1: {names[0]}"):
            hiring.score(panel.desk, "spring/1", {number: 2})


def test_after_the_decision_marks_stay_and_forgetting_takes_their_words(panel: Office) -> None:
    hiring.score(panel.desk, "spring/1", {lines()[0]: 1}, notes={lines()[0]: "rarely said"})
    hiring.decide(panel.desk, "spring/1", Decision.NO)
    with pytest.raises(BadInput, match="is decided"):
        hiring.score(panel.desk, "spring/1", {lines()[0]: 2})
    hiring.forget(panel.desk, "spring/1")
    assert "rarely said" not in str(panel.rows("mark"))


def test_an_offer_tells_the_team_and_names_nobody(panel: Office) -> None:
    place = replace(panel.desk.place, team=("iris@example.org", "jo@example.org"))
    told = hiring.offer(replace(panel.desk, place=place), "spring/1", panel.clock.now + DAY)
    assert (told.letters, told.trouble) == (("iris@example.org", "jo@example.org"), ())
    letters = [path.read_text() for path in place.outbox.glob("offer-*.eml")]
    assert len(letters) == 2
    assert all("spring/1" in letter and "ana@" not in letter for letter in letters)
    with pytest.raises(BadInput, match="is over"):
        hiring.offer(panel.desk, "spring/1", panel.clock.now)
