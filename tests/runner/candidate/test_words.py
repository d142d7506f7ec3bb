"""What candidates are told: what is assessed first, then the times, and visible and hidden tests apart."""

from __future__ import annotations

import pytest

from runner import hiring
from runner.candidate import clocks_apart, feedback_text, opened_text, receipt_text, standing_text
from tests.runner.workspaces import DAY, HOUR, MINUTE, NOW, SECOND, Office


def test_what_is_assessed_stands_before_the_times(sqlite_office: Office) -> None:
    sqlite_office.publish()
    sqlite_office.invite("ana", due=NOW + DAY)
    text = opened_text(hiring.open_invitation(sqlite_office.desk, sqlite_office.tokens["ana"]))
    order = [
        text.index(word) for word in ("This round assesses", "It does not assess", "AI assistants", "Work may start")
    ]
    assert order == sorted(order)
    assert "Work may start   2027-03-01 09:00:00 UTC  (now)" in text
    assert "It is due        2027-03-02 09:00:00 UTC  (in 1 d)" in text


def test_a_receipt_says_what_counts(sqlite_office: Office) -> None:
    sqlite_office.publish(max_submissions=2)
    sqlite_office.begin("ana")
    first = sqlite_office.submit("ana", "a = 1")
    text = receipt_text(first)
    assert text.startswith("Handed in: submission 1 of spring/1\n  received    2027-03-01 09:00:00 UTC\n")
    assert f"digest      {first.digest}" in text
    assert "counts      yes, as your last one" in text
    assert text.endswith("left        1 more")
    assert receipt_text(sqlite_office.submit("ana", "a = 1")).startswith("Already there, the same byte for byte")
    sqlite_office.submit("ana", "a = 2")
    rows = standing_text(hiring.standing(sqlite_office.desk, sqlite_office.tokens["ana"])).splitlines()[-2:]
    assert [row.endswith(", counts") for row in rows] == [False, True]
    sqlite_office.clock.now += HOUR
    assert "counts      no: what you handed in after it does" in receipt_text(sqlite_office.submit("ana", "a = 1"))
    practice = receipt_text(sqlite_office.submit("ana", "a = 1", practice=True))
    assert practice.startswith("Handed in: practice submission 1")
    assert "counts      no, it is practice; it will be graded" in practice


def test_status_says_how_far_it_is(sqlite_office: Office) -> None:
    def said() -> str:
        return standing_text(hiring.standing(sqlite_office.desk, sqlite_office.tokens["ana"]))

    sqlite_office.publish(max_submissions=2)
    sqlite_office.invite("ana")
    assert "  not started\n" in said()
    hiring.start(sqlite_office.desk, sqlite_office.tokens["ana"])
    assert "the clock runs" in said()
    assert "Time is up       2027-03-01 09:30:00 UTC  (in 30 min)" in said()
    assert "Nothing handed in yet." in said()
    sqlite_office.clock.now += HOUR
    assert "time is up, and nothing was handed in" in said()
    sqlite_office.clock.now -= HOUR - MINUTE
    digest = sqlite_office.submit("ana", "a = 1").digest
    assert f"submission 1: 2027-03-01 09:01:00 UTC, {digest[:16]}" in said()
    assert "1 of 2 submissions that are graded" in said()


def test_visible_and_hidden_tests_are_told_apart(sqlite_office: Office) -> None:
    def said() -> str:
        return feedback_text(hiring.feedback(sqlite_office.desk, sqlite_office.tokens["ana"]))

    sqlite_office.publish()
    sqlite_office.begin("ana")
    head = "Visible tests: in your folder; run `prebrief check` for them.\nHidden tests, not shown:\n"
    assert said() == f"{head}  nothing handed in yet"
    digest = sqlite_office.submit("ana", "a = 1").digest[:12]
    assert (
        said() == f"{head}  submission 1 ({digest}): hidden tests: told after the interviewers have reviewed your work"
    )
    sqlite_office.grade()
    hiring.release(sqlite_office.desk, "spring")
    sqlite_office.clock.now += HOUR
    assert f"{head}  submission 1 ({digest}):\n    graded against hidden tests" in said()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, ""), (29, ""), (-29, ""), (30, "30 s ahead of"), (-120, "2 min behind"), (90_000, "1 d 1 h ahead of")],
)
def test_clocks_that_differ_are_told(seconds: int, said: str) -> None:
    found = clocks_apart(NOW, NOW + seconds * SECOND)
    assert said in found
    assert bool(found) == bool(said)
