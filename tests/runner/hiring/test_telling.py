"""What a candidate may know of the grades: no more than the policy says, and not before."""

from __future__ import annotations

import pytest

from runner import hiring
from runner.hiring import Decision
from runner.model import GradeStatus, Verdict
from tests.runner.report.builders import a_full_grade, a_test
from tests.runner.workspaces import DAY, HOUR, SECOND, Office

MESSAGE, OUTPUT = "assert secret_value == 42", "printed secret"
TESTS = (a_test("one", Verdict.PASSED), a_test("two", message=MESSAGE, output=OUTPUT, counterexample="x=secret_input"))
HEAD = "graded against hidden tests, which are not shown"
BY_POLICY = {
    "nothing": (HEAD,),
    "score": (HEAD, "50.0 points of 100"),
    "counts": (HEAD, "50.0 points of 100", "basics: 1 of 2 passed, 30 of 60 points"),
    "names": (
        HEAD,
        "50.0 points of 100",
        "basics: 1 of 2 passed, 30 of 60 points",
        "  passed: one",
        "  not passed: two",
    ),
}


def told(office: Office) -> tuple[tuple[str, ...], str]:
    (each,) = hiring.feedback(office.desk, office.tokens["ana"])
    return each.hidden, each.why_not


def with_a_grade(office: Office, hidden: str, release: str) -> None:
    limit = {"max_submissions": 2} if release == "at-once" else {}
    office.publish(hidden=hidden, release=release, **limit)
    office.begin("ana", due=office.clock.now + HOUR)
    office.submit("ana", "a = 1")
    groups = a_full_grade("x", *TESTS).groups
    office.grade(50.0, tests=TESTS, groups=groups)


@pytest.mark.parametrize("hidden", BY_POLICY)
def test_at_once_as_much_as_the_policy_allows(sqlite_office: Office, hidden: str) -> None:
    with_a_grade(sqlite_office, hidden, "at-once")
    assert told(sqlite_office) == (BY_POLICY[hidden], "")


def test_never_a_hidden_test(office: Office) -> None:
    with_a_grade(office, "names", "after-review")
    office.clock.now += HOUR
    hiring.release(office.desk, "spring")
    said = repr(hiring.feedback(office.desk, office.tokens["ana"]))
    assert not [word for word in ("secret", "tests/hidden", "test_it") if word in said]
    assert "not passed: two" in said


@pytest.mark.parametrize("release", ["after-review", "after-due"])
def test_a_released_round_tells_nobody_who_still_works(office: Office, release: str) -> None:
    with_a_grade(office, "counts", release)
    office.invite("bea", due=office.clock.now + 3 * HOUR)
    hiring.release(office.desk, "spring")
    until = "2027-03-01 09:30:00 UTC"
    assert told(office) == ((), f"hidden tests: told once your own time is over, at {until}, or you were decided about")
    office.clock.now += HOUR / 2 + SECOND
    assert told(office) == (BY_POLICY["counts"], "")


def test_who_was_decided_about_is_told_once_it_is_released(office: Office) -> None:
    with_a_grade(office, "counts", "after-review")
    hiring.decide(office.desk, "spring/1", Decision.NEXT)
    assert told(office)[0] == ()
    hiring.release(office.desk, "spring")
    assert told(office) == (BY_POLICY["counts"], "")


def test_after_due_it_is_told_once_it_is_over(office: Office) -> None:
    with_a_grade(office, "counts", "after-due")
    assert told(office) == ((), "hidden tests: told once the round is over, at 2027-03-01 10:00:00 UTC")
    office.clock.now += HOUR
    assert told(office)[0] == ()
    office.clock.now += SECOND
    assert told(office) == (BY_POLICY["counts"], "")


def test_a_round_is_not_over_while_somebody_may_still_hand_in(office: Office) -> None:
    with_a_grade(office, "counts", "after-due")
    office.invite("bea", due=office.clock.now + 3 * HOUR)
    office.clock.now += 2 * HOUR
    assert told(office) == ((), "hidden tests: told once the round is over, at 2027-03-01 12:00:00 UTC")
    hiring.withdraw(office.desk, "spring/2")
    assert told(office) == (BY_POLICY["counts"], "")


def test_more_time_closes_it_again_where_it_was_due(office: Office) -> None:
    with_a_grade(office, "counts", "after-due")
    office.clock.now += 2 * HOUR
    assert told(office)[1] == ""
    hiring.extend(office.desk, "spring/1", due=office.clock.now + DAY)
    assert told(office)[0] == ()


def test_after_review_it_is_told_once_it_is_released(office: Office) -> None:
    with_a_grade(office, "counts", "after-review")
    office.clock.now += 30 * DAY
    assert told(office) == ((), "hidden tests: told after the interviewers have reviewed your work")
    hiring.release(office.desk, "spring")
    assert told(office) == (BY_POLICY["counts"], "")


def test_before_there_is_a_grade_nothing_is_told(office: Office) -> None:
    office.publish(release="at-once", max_submissions=1)
    office.begin("ana")
    assert hiring.feedback(office.desk, office.tokens["ana"]) == ()
    office.submit("ana", "a = 1")
    assert told(office) == ((), "hidden tests: not graded yet")


@pytest.mark.parametrize("hidden", ["nothing", "names"])
def test_what_could_not_be_read_is_told_in_words(sqlite_office: Office, hidden: str) -> None:
    sqlite_office.publish(hidden=hidden, release="at-once", max_submissions=1)
    sqlite_office.begin("ana")
    sqlite_office.submit("ana", "a = 1")
    sqlite_office.grade(0.0, status=GradeStatus.REJECTED, reason="no \x1b[2J file", tests=(), groups=())
    assert told(sqlite_office)[0] == (r"what you handed in could not be read as a submission: no \x1b[2J file",)
