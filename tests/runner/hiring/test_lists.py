"""A round's list: how far everybody is, in one question; without names until the decision where that is asked for."""

from __future__ import annotations

from sqlalchemy import event

from runner import hiring
from runner.hiring import Decision, list_candidates
from runner.invitation import Stage
from tests.runner.workspaces import DAY, HOUR, NOW, Office


def stages(office: Office) -> list[Stage]:
    return [each.stage for each in list_candidates(office.desk, "spring").candidates]


def test_everybody_is_at_a_stage(office: Office) -> None:
    office.publish()
    names = ("a", "b", "c", "d", "e", "f", "g", "h", "i")
    office.invite(*names, due=NOW + DAY)
    for name in names[1:]:
        hiring.open_invitation(office.desk, office.tokens[name])
    for name in names[2:]:
        hiring.start(office.desk, office.tokens[name])
    office.submit("e", "a = 1")
    office.grade()
    office.submit("d", "a = 1")
    hiring.decide(office.desk, "spring/6", Decision.NO)
    hiring.withdraw(office.desk, "spring/7")
    hiring.forget(office.desk, "spring/8")
    hiring.extend(office.desk, "spring/9", minutes=600)
    expected = [Stage.INVITED, Stage.OPENED, Stage.STARTED, Stage.SUBMITTED, Stage.GRADED, Stage.DECIDED,
                Stage.WITHDRAWN, Stage.FORGOTTEN, Stage.STARTED]  # fmt: skip
    assert stages(office) == expected
    office.clock.now += HOUR
    assert stages(office)[:3] == [Stage.INVITED, Stage.OPENED, Stage.OVER]
    assert stages(office)[-1] == Stage.STARTED
    office.clock.now += 2 * DAY
    assert stages(office)[:3] == [Stage.OVER] * 3


def test_the_last_submission_and_its_last_grade_stand(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    office.grade(90.0)
    office.clock.now += HOUR / 4
    office.submit("ana", "a = 2")
    (row,) = list_candidates(office.desk, "spring").candidates
    assert (row.score, row.stage, row.submissions, row.last_at) == (None, Stage.SUBMITTED, 2, NOW + HOUR / 4)
    waits = office.grade(40.0)
    office.set("INSERT INTO grade (submission_id, problem_digest, status, score, reason, graded_at, graded_by, why) "
               "SELECT submission_id, problem_digest, status, 45.0, '', graded_at, 'ben', 'again' FROM grade "
               f"WHERE submission_id = {waits[0].id}")  # fmt: skip
    assert list_candidates(office.desk, "spring").candidates[0].score == 45.0


def test_names_are_hidden_until_the_decision(office: Office) -> None:
    office.publish()
    office.invite("ana", "ben")
    hiring.decide(office.desk, "spring/2", Decision.HIRE)
    found = list_candidates(office.desk, "spring", anonymous=True).candidates
    assert [(each.name, each.email) for each in found] == [("", ""), ("ben", "ben@example.org")]
    assert "ana" not in repr(found)
    assert [each.name for each in list_candidates(office.desk, "spring").candidates] == ["ana", "ben"]


def test_competing_offers_come_first_until_they_are_decided(office: Office) -> None:
    office.publish()
    office.begin("a", "b", "c", "d", "e")
    for number, day in ((2, 9), (4, 5), (1, 1)):
        office.set(f"UPDATE candidate SET offer_by = '2027-03-0{day} 00:00:00' WHERE number = {number}")
    hiring.decide(office.desk, "spring/1", Decision.NO)
    handles = [f"spring/{number}" for number in (4, 2, 1, 3, 5)]
    assert [each.handle for each in list_candidates(office.desk, "spring").candidates] == handles
    for name in "edcba":
        office.submit(name, "a = 1")
    waits = [each.name for each in hiring.waiting(office.desk, "spring")]
    assert waits[:2] == ["spring/4#1", "spring/2#1"]
    assert waits[2:] == ["spring/5#1", "spring/3#1", "spring/1#1"]


def test_what_counts_is_graded_before_practice(office: Office) -> None:
    office.publish()
    office.begin("ana", "ben")
    office.submit("ana", "a = 1", practice=True)
    office.submit("ben", "a = 1")
    assert [each.name for each in hiring.waiting(office.desk, "spring")] == ["spring/2#1", "spring/1-practice#1"]


def test_a_list_is_as_many_questions_for_ten_as_for_one(office: Office) -> None:
    def questions() -> int:
        asked: list[str] = []
        engine = office.desk.database._engine
        event.listen(engine, "before_cursor_execute", tell := lambda *given: asked.append(given[2]))
        list_candidates(office.desk, "spring")
        event.remove(engine, "before_cursor_execute", tell)
        return len(asked)

    office.publish()
    office.invite("x0")
    one = questions()
    office.begin(*(f"x{number}" for number in range(1, 10)))
    for number in range(1, 10):
        office.submit(f"x{number}", "a = 1")
    office.grade()
    assert questions() == one


def test_a_list_holds_its_round_alone(office: Office) -> None:
    office.publish("spring")
    office.publish("autumn")
    office.begin("ana")
    office.submit("ana", "a = 1")
    assert list_candidates(office.desk, "autumn").candidates == ()
    assert hiring.waiting(office.desk, "autumn") == ()
    assert list_candidates(office.desk, "spring").round.candidates == 1
