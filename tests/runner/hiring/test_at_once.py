"""Several who write at the same moment: none is lost, none counts twice, no limit is passed."""

from __future__ import annotations

from dataclasses import replace

from runner import hiring
from runner.hiring import Came, Enclosed, guest
from runner.model import BadInput
from tests.runner.hiring.at_once import at_once
from tests.runner.workspaces import LABEL, NOW, Office, a_problem, graded, read_once, zipped

TEXTS = [f"a = {number}" for number in range(1, 7)]


def test_different_submissions_at_once_never_exceed_the_limit(office: Office) -> None:
    office.publish(max_submissions=3)
    office.begin("ana")
    datas = [zipped(text) for text in TEXTS]
    for data in datas:
        read_once(("solution",), data)  # so that all come to the database together
    came = at_once(office, [lambda desk, d=d: hiring.receive(desk, office.tokens["ana"], d) for d in datas])
    receipts = [each for each in came if not isinstance(each, Exception)]
    refused = [each for each in came if isinstance(each, Exception)]
    assert sorted((each.number, each.left) for each in receipts) == [(1, 2), (2, 1), (3, 0)]
    assert {type(each) for each in refused} == {BadInput}
    assert all("no more than 3 are graded" in str(each) for each in refused)
    assert {row.digest for row in office.rows("submission")} == {each.digest for each in receipts}


def test_the_same_submission_at_once_is_one_row_and_one_receipt(office: Office) -> None:
    office.publish(max_submissions=1)
    office.begin("ana")
    data = zipped("a = 1")
    read_once(("solution",), data)
    came = at_once(office, [lambda desk: hiring.receive(desk, office.tokens["ana"], data)] * 6)
    assert sorted(each.again for each in came) == [False, True, True, True, True, True]
    assert {(each.number, each.digest, each.received_at, each.left) for each in came} == {(1, came[0].digest, NOW, 0)}
    assert len(office.rows("submission")) == 1
    assert [row.what for row in office.rows("event")].count("submit") == 1


def test_candidates_at_once_do_not_wait_in_vain(office: Office) -> None:
    office.publish()
    names = ("ana", "ben", "eve", "joe")
    office.begin(*names)
    data = zipped("a = 1")
    came = at_once(office, [lambda desk, n=n: hiring.receive(desk, office.tokens[n], data) for n in names])
    assert sorted(each.handle for each in came) == [f"spring/{number}" for number in (1, 2, 3, 4)]


def test_the_same_people_invited_at_once_are_invited_once(office: Office) -> None:
    office.publish()
    guests = [guest(name, f"{name}@example.org") for name in ("ana", "ben")]
    came = at_once(office, [lambda desk: hiring.invite(desk, "spring", guests, Enclosed())] * 3)
    assert sorted((len(each.invited), len(each.before)) for each in came) == [(0, 2), (0, 2), (2, 0)]
    assert [(row.number, row.name) for row in office.rows("candidate")] == [(1, "ana"), (2, "ben")]


def test_a_round_published_at_once_is_published_once(office: Office) -> None:
    problem = replace(a_problem())
    came = at_once(office, [lambda desk: hiring.publish_round(desk, problem, name="spring", label=LABEL)] * 3)
    faults = [each for each in came if isinstance(each, Exception)]
    assert [type(each) for each in faults] == [BadInput, BadInput]
    assert all("there is a round 'spring' already" in str(each) for each in faults)
    assert len(office.rows("round")) == 1


def test_started_at_once_the_clock_has_one_beginning(office: Office) -> None:
    office.publish()
    office.invite("ana")
    came = at_once(office, [lambda desk: hiring.start(desk, office.tokens["ana"])] * 4)
    assert {each.started_at for each in came} == {NOW}
    assert [row.what for row in office.rows("event")].count("start") == 1


def test_grades_that_come_while_somebody_is_forgotten_leave_no_words(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    (waits,) = hiring.waiting(office.desk, "spring")
    came = [Came(id=waits.id, grade=graded(waits.name, 50.0, reason="a secret reason"))]
    at_once(
        office,
        [lambda desk: hiring.forget(desk, "spring/1"), lambda desk: hiring.record(desk, "spring", came)],
    )
    assert all((row.record, row.reason) == (None, "") for row in office.rows("grade"))
