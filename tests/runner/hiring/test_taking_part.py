"""What a candidate does, by the host's clock, in both kinds of database."""

from __future__ import annotations

import pytest

from runner import hiring
from runner.hiring import MOST_PRACTICE, Enclosed
from runner.invitation import Stage, read_link
from runner.model import BadInput, SubmissionRejected
from tests.runner.workspaces import DAY, HOUR, MINUTE, NOW, SECOND, Office, zipped


def test_an_invitation_is_opened_started_and_answered(office: Office) -> None:
    office.publish(max_submissions=2)
    office.invite("ana", due=NOW + DAY)
    token = office.tokens["ana"]
    opened = hiring.open_invitation(office.desk, token)
    assert (opened.handle, opened.name, opened.workspace, opened.now) == ("spring/1", "ana", "Acme", NOW)
    assert (opened.round.assesses, opened.times.ends_at) == (
        ("plain Python", "edge cases", "the cost of a loop in a loop"), None)  # fmt: skip
    times = hiring.start(office.desk, token)
    assert (times.started_at, times.ends_at) == (NOW, NOW + 30 * MINUTE)
    receipt = office.submit("ana", "a = 1")
    assert (receipt.number, receipt.again, receipt.left, receipt.received_at) == (1, False, 1, NOW)
    stands = hiring.standing(office.desk, token)
    assert (stands.stage, stands.left, [each.digest for each in stands.submissions]) == (
        Stage.SUBMITTED, 1, [receipt.digest])  # fmt: skip


def test_a_second_time_changes_nothing(office: Office) -> None:
    office.publish()
    office.begin("ana")
    hiring.open_invitation(office.desk, office.tokens["ana"])
    first = office.submit("ana", "a = 1")
    office.clock.now += MINUTE
    hiring.open_invitation(office.desk, office.tokens["ana"])
    assert hiring.start(office.desk, office.tokens["ana"]).started_at == NOW
    again = office.submit("ana", "a = 1")
    assert (again.again, again.received_at, again.digest, again.number) == (True, NOW, first.digest, 1)
    assert len(office.rows("submission")) == 1
    assert [row.what for row in office.rows("event")].count("submit") == 1


def test_an_earlier_one_handed_in_again_counts_as_the_last(office: Office) -> None:
    office.publish(max_submissions=2)
    office.begin("ana")
    assert [office.submit("ana", text).counts for text in ("a = 1", "a = 2")] == [True, True]
    office.grade(0.0)
    office.set("UPDATE grade SET score = 90 WHERE submission_id = (SELECT id FROM submission WHERE number = 1)")
    (listed,) = hiring.list_candidates(office.desk, "spring").candidates
    assert (listed.counts, listed.score) == (2, 0.0)
    back = office.submit("ana", "a = 1")  # though no further one would be graded
    assert (back.number, back.again, back.counts, back.left) == (1, True, True, 0)
    (listed,) = hiring.list_candidates(office.desk, "spring").candidates
    assert (listed.counts, listed.score, listed.submissions) == (1, 90.0, 2)
    assert [each.counts for each in hiring.standing(office.desk, office.tokens["ana"]).submissions] == [True, False]
    lines = [each for each in hiring.log_lines(office.desk) if each.what == "submit"]
    assert [each.details["again"] for each in lines] == [True, False, False]
    office.clock.now += HOUR
    late = office.submit("ana", "a = 2")
    assert (late.number, late.again, late.counts) == (2, True, False)
    office.submit("ana", "a = 2", practice=True)
    assert [row.counts for row in office.rows("candidate")] == [1]


def test_nothing_is_taken_before_the_start(office: Office) -> None:
    office.publish()
    office.invite("ana")
    for practice in (False, True):
        with pytest.raises(BadInput, match="has not been started"):
            office.submit("ana", "a = 1", practice=practice)
    assert office.rows("submission") == []


def test_nothing_is_readable_or_started_before_its_time(office: Office) -> None:
    office.publish()
    office.invite("ana", readable=NOW + HOUR, starts=NOW + 2 * HOUR)
    token = office.tokens["ana"]
    with pytest.raises(BadInput, match=r"from 2027-03-01 10:00:00 UTC, in 1 h$"):
        hiring.open_invitation(office.desk, token)
    office.clock.now += HOUR
    assert hiring.open_invitation(office.desk, token).kit.startswith(b"PK")
    with pytest.raises(BadInput, match="work may start from 2027-03-01 11:00:00 UTC, in 1 h"):
        hiring.start(office.desk, token)
    office.clock.now += HOUR
    assert hiring.start(office.desk, token).started_at == NOW + 2 * HOUR


def test_a_submission_at_the_end_counts_and_a_second_later_does_not(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.clock.now = NOW + 30 * MINUTE
    kept = office.submit("ana", "a = 1")
    office.clock.now += SECOND
    with pytest.raises(BadInput, match=r"time was up at 2027-03-01 09:30:00 UTC, 1 s ago by the host's clock"):
        office.submit("ana", "a = 2")
    again = office.submit("ana", "a = 1")
    assert (again.again, again.digest, again.received_at) == (True, kept.digest, NOW + 30 * MINUTE)
    assert len(office.rows("submission")) == 1


def test_due_ends_what_started_shortly_before_it(office: Office) -> None:
    office.publish()
    office.invite("ana", due=NOW + HOUR)
    office.clock.now = NOW + 50 * MINUTE
    assert hiring.start(office.desk, office.tokens["ana"]).ends_at == NOW + HOUR
    office.clock.now = NOW + HOUR + SECOND
    with pytest.raises(BadInput, match="time was up"):
        office.submit("ana", "a = 1")


def test_past_due_nobody_starts(office: Office) -> None:
    office.publish()
    office.invite("ana", due=NOW + HOUR)
    office.clock.now = NOW + HOUR + SECOND
    with pytest.raises(BadInput, match="it was due by 2027-03-01 10:00:00 UTC"):
        hiring.start(office.desk, office.tokens["ana"])


def test_after_the_end_practice_is_kept_graded_and_never_counted(office: Office) -> None:
    office.publish(release="at-once", max_submissions=1)
    office.begin("ana")
    office.submit("ana", "a = 1")
    office.clock.now += HOUR
    receipt = office.submit("ana", "a = 2", practice=True)
    assert (receipt.practice, receipt.number, receipt.left) == (True, 1, MOST_PRACTICE - 1)
    assert [each.name for each in office.grade(40.0)] == ["spring/1#1", "spring/1-practice#1"]
    (told, practice) = hiring.feedback(office.desk, office.tokens["ana"])
    assert (told.practice, practice.practice, practice.why_not) == (False, True, "")
    (row,) = hiring.list_candidates(office.desk, "spring").candidates
    assert (row.submissions, row.practice, row.last_at) == (1, 1, NOW)


def test_who_only_practised_has_handed_in_nothing(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1", practice=True)
    office.grade(90.0)
    (row,) = hiring.list_candidates(office.desk, "spring").candidates
    assert (row.submissions, row.practice, row.score, row.stage) == (0, 1, None, Stage.STARTED)


def test_the_same_is_practice_and_counts_apart(office: Office) -> None:
    office.publish()
    office.begin("ana")
    assert [office.submit("ana", "a = 1", practice=each).again for each in (True, False, True)] == [False, False, True]
    assert len(office.rows("submission")) == 2


def test_past_the_number_that_is_graded_nothing_is_kept_and_the_same_again_is_answered(office: Office) -> None:
    office.publish(max_submissions=2)
    office.begin("ana")
    assert [office.submit("ana", f"a = {number}").left for number in (1, 2)] == [1, 0]
    with pytest.raises(BadInput, match="2 different submissions of yours are here, and no more than 2 are graded"):
        office.submit("ana", "a = 3")
    assert office.submit("ana", "a = 1").again
    assert len(office.rows("submission")) == 2


def test_practice_has_a_limit_too(office: Office) -> None:
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1", practice=True)
    office.set(
        "INSERT INTO submission (candidate_id, practice, number, digest, received_at, size, decisions) SELECT "
        "candidate_id, practice, number + other.n, digest || other.n, received_at, size, decisions FROM submission, "
        f"(SELECT 1 AS n {''.join(f'UNION SELECT {each} ' for each in range(2, MOST_PRACTICE))}) AS other"
    )
    with pytest.raises(BadInput, match="20 practice submissions of yours are here, and no more than 20"):
        office.submit("ana", "a = 2", practice=True)


def test_what_is_no_submission_is_refused_and_costs_nothing(sqlite_office: Office) -> None:
    office = sqlite_office
    office.publish(max_submissions=1)
    office.begin("ana")
    for data in (b"", b"PK nonsense", zipped("x")[:-4]):
        with pytest.raises(SubmissionRejected):
            hiring.receive(office.desk, office.tokens["ana"], data)
    assert office.submit("ana", "a = 1").left == 0


def test_extra_time_is_there_in_full_also_at_the_due_date(office: Office) -> None:
    office.publish()
    guest = hiring.guest("ana", "ana@example.org", extra_minutes=15.0)
    (invited,) = hiring.invite(
        office.desk, "spring", [guest], Enclosed(), starts=NOW, due=NOW + HOUR).invited  # fmt: skip
    token = read_link(invited.link).token
    assert (invited.times.due_at, invited.times.minutes) == (NOW + 75 * MINUTE, 45.0)
    office.clock.now = NOW + 30 * MINUTE
    assert hiring.start(office.desk, token).ends_at == NOW + 75 * MINUTE
    office.clock.now = NOW + 75 * MINUTE
    assert hiring.receive(office.desk, token, zipped("a = 1")).number == 1


def test_more_time_reopens_what_was_over(office: Office) -> None:
    office.publish()
    office.begin("ana", due=NOW + HOUR)
    office.clock.now = NOW + 40 * MINUTE
    with pytest.raises(BadInput, match="time was up"):
        office.submit("ana", "a = 1")
    times = hiring.extend(office.desk, "spring/1", minutes=20).times
    assert times.ends_at == NOW + 50 * MINUTE
    assert office.submit("ana", "a = 1").number == 1


def test_an_unknown_token_gets_one_sentence_whatever_is_asked(office: Office) -> None:
    office.publish()
    office.begin("ana")
    asked = (
        hiring.open_invitation,
        hiring.start,
        hiring.standing,
        hiring.feedback,
        lambda desk, token: hiring.receive(desk, token, b""),
    )
    for text in ("x" * 43, "", "x", "\0", "é" * 43, "' OR 1=1 --", "\ud800" * 43, office.rows("candidate")[0].token):
        for ask in asked:
            with pytest.raises(BadInput) as caught:
                ask(office.desk, text)
            assert str(caught.value) == "this invitation is not known here: copy the whole link, or ask who invited you"


def test_the_withdrawn_and_the_forgotten_get_one_sentence_and_nothing_else(office: Office) -> None:
    office.publish(release="at-once", max_submissions=3)
    office.begin("ana", "ben")
    for name in ("ana", "ben"):
        office.submit(name, f"a = '{name}'")
    office.grade()
    hiring.withdraw(office.desk, "spring/1")
    hiring.forget(office.desk, "spring/2")
    for name, sentence in (
        ("ana", "this invitation was withdrawn: ask who invited you"),
        ("ben", "this invitation is not known here: copy the whole link, or ask who invited you"),
    ):
        token, data = office.tokens[name], zipped(f"a = '{name}'")
        asked = (
            lambda token=token: hiring.open_invitation(office.desk, token),
            lambda token=token: hiring.start(office.desk, token),
            lambda token=token, data=data: hiring.receive(office.desk, token, data),
            lambda token=token: hiring.standing(office.desk, token),
            lambda token=token: hiring.feedback(office.desk, token),
        )
        for ask in asked:
            with pytest.raises(BadInput) as caught:
                ask()
            assert str(caught.value) == sentence


def test_one_candidates_token_shows_and_changes_nothing_of_anothers(office: Office) -> None:
    office.publish(release="at-once", max_submissions=1)
    office.begin("ana", "ben")
    office.submit("ana", "a = 1")
    office.grade()
    assert hiring.standing(office.desk, office.tokens["ben"]).submissions == ()
    assert hiring.feedback(office.desk, office.tokens["ben"]) == ()
    receipt = office.submit("ben", "a = 1")  # the same bytes are his own, and count for him
    assert (receipt.handle, receipt.again, receipt.left) == ("spring/2", False, 0)
    (told,) = hiring.feedback(office.desk, office.tokens["ben"])
    assert told.why_not == "hidden tests: not graded yet"


def test_decisions_may_hold_any_text(office: Office) -> None:
    office.publish()
    office.begin("ana")
    assert office.submit("ana", "a = 1", DECISIONS="a\0b \ufffe'); DROP TABLE submission; --").number == 1
    assert len(office.rows("submission")) == 1
