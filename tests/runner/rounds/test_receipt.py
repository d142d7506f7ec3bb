"""What a receipt says of the limit on submissions, as far as the inbox shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.rounds import Outcome, Receipt, receipt_document, receipt_text


def a_receipt(most: int | None, different: int | None) -> Receipt:
    return Receipt(
        candidate="ana",
        title="Mean by key",
        problem_digest="d" * 64,
        submission_digest="s" * 64,
        received_at="2026-01-01T00:00:00+00:00",
        path=str(Path("inbox") / "ana.zip"),
        outcome=Outcome.REPLACED,
        to_inbox=different is not None,
        files=(("solution.py", 3),),
        max_submissions=most,
        different=different,
    )


@pytest.mark.parametrize(
    ("most", "different", "left", "said"),
    [
        (3, 1, 2, "at most 3 different submissions of yours are graded; 1 came here under this name, so at least 2"),
        (3, 3, 0, "3 came here under this name, so a further one may not be"),
        (3, 4, 0, "4 came here under this name: once 3 of them are graded, no other is, and the last grade stands"),
        (3, None, None, "how many were can't be seen from here"),
    ],
)
def test_it_says_how_many_are_left_as_far_as_it_can_know(
    most: int, different: int | None, left: int | None, said: str
) -> None:
    made = a_receipt(most, different)
    assert said in receipt_text(made)
    assert (receipt_document(made)["max_submissions"], receipt_document(made)["left_at_least"]) == (most, left)


def test_without_a_limit_it_says_nothing_of_one() -> None:
    assert "graded" not in receipt_text(a_receipt(None, 2))
    assert receipt_document(a_receipt(None, 2))["left_at_least"] is None
