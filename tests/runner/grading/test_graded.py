"""A round grades so many different submissions of one candidate: what counts, what does not, and what stands then."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.grading import Batch, Entry, Journal, Options
from runner.model import Feedback, Grade, GradeStatus, Submission, SubmissionRejected, Verdict
from sandbox.errors import ForkserverFailed
from sandbox.fake import FakeEngine
from tests.runner.grading.builders import (
    Cast,
    a_grade,
    a_problem,
    a_submission,
    an_entry,
    finish,
    judge_fails,
    raises,
    run_batch,
    wait_for_cancel,
)

TWO = Feedback(hidden="counts", release="at-once", max_submissions=2)
SAID = "was not graded: at most 2 different submissions of one candidate are"


def hand_in(folder: Path, text: str, cast: Cast | None = None, **how: Any) -> tuple[Grade, Cast]:
    """Grade what ann hands in now, into a folder that remembers; returns her row."""
    cast = cast or Cast()
    how.setdefault("problem", a_problem(feedback=TWO))
    grades, _ = run_batch(folder, cast, entries=(an_entry("ann", text),), **how)
    return grades["ann"], cast


def engine_called(name: str) -> FakeEngine:
    engine = FakeEngine(Cast())
    engine.name = name
    return engine


def hand_in_nothing(folder: Path) -> Grade:
    def read() -> Submission:
        raise SubmissionRejected("ann.zip: it holds no solution.py")

    entry = Entry(candidate="ann", read=read)
    return run_batch(folder, Cast(), entries=(entry,), problem=a_problem(feedback=TWO))[0]["ann"]


def digest(text: str) -> str:
    return a_submission("ann", text).digest


def test_one_more_than_the_limit_is_not_graded_and_the_grade_before_it_stands(tmp_path: Path) -> None:
    hand_in(tmp_path, "first")
    second, _ = hand_in(tmp_path, "second", Cast(second=[finish(Verdict.FAILED)]))
    third, cast = hand_in(tmp_path, "third")
    assert not cast.jobs
    assert (third.status, third.score, third.provenance.submission_digest) == (
        GradeStatus.GRADED, second.score, digest("second")
    )  # fmt: skip
    assert SAID in third.reason
    assert digest("third")[:16] in third.reason
    assert (second.reason, third.tests) == ("", second.tests)


def test_the_same_submission_again_counts_once_however_often_it_is_graded(tmp_path: Path) -> None:
    hand_in(tmp_path, "first")
    for change in ({"fresh": True}, {"engine": engine_called("other")}, {}):
        again, _ = hand_in(tmp_path, "first", **change)
        assert again.reason == ""
    second, _ = hand_in(tmp_path, "second")
    back, cast = hand_in(tmp_path, "first")
    assert (second.reason, back.reason, back.provenance.submission_digest) == ("", "", digest("first"))
    assert not cast.jobs, "what is handed in last counts, and this one was graded before"
    assert SAID in hand_in(tmp_path, "third")[0].reason
    assert SAID in hand_in(tmp_path, "third", fresh=True)[0].reason


def test_what_was_graded_by_another_version_counts_as_well(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        for text in ("first", "second"):
            journal.append(a_grade("ann", submission_digest=digest(text), prebrief="0.0.1", image_digest="other"))
    assert SAID in hand_in(tmp_path, "third")[0].reason
    assert hand_in(tmp_path, "second")[0].provenance.prebrief != "0.0.1"


@pytest.mark.parametrize("failure", [judge_fails(), raises(ForkserverFailed("gone"))])
def test_what_stays_ungraded_counts_for_nothing(tmp_path: Path, failure) -> None:
    for text in ("first", "second", "third"):
        grade, _ = hand_in(tmp_path, text, Cast(**{text: [failure]}))
        assert grade.status is GradeStatus.UNGRADED
    assert hand_in(tmp_path, "fourth")[0].score == 100.0


def test_a_batch_that_was_stopped_has_counted_nothing_of_what_it_did_not_finish(tmp_path: Path) -> None:
    started = threading.Event()
    with Journal(tmp_path) as journal:
        engine = FakeEngine(Cast(first=[wait_for_cancel(started)]))
        batch = Batch(a_problem(feedback=TWO), engine, journal, Options(lanes=1))
        stopper = threading.Thread(target=lambda: (started.wait(60), batch.cancel()))
        stopper.start()
        batch.run((an_entry("ann", "first"),))
        stopper.join()
    for text in ("second", "third"):
        assert hand_in(tmp_path, text)[0].reason == ""
    assert SAID in hand_in(tmp_path, "first")[0].reason


def test_what_can_not_be_read_counts_for_nothing_until_the_limit_is_reached(tmp_path: Path) -> None:
    hand_in(tmp_path, "first")
    for _ in range(3):
        assert hand_in_nothing(tmp_path).status is GradeStatus.REJECTED
    second, _ = hand_in(tmp_path, "second")
    after = hand_in_nothing(tmp_path)
    assert (after.status, after.score, after.tests) == (GradeStatus.GRADED, second.score, second.tests)
    assert "(it can't be read) was not graded" in after.reason


@pytest.mark.parametrize("other", [{"candidate": "bob"}, {"problem": "another"}, {"problem_digest": "e" * 64}])
def test_others_and_other_problems_are_counted_apart(tmp_path: Path, other: dict[str, str]) -> None:
    with Journal(tmp_path) as journal:
        for text in ("first", "second"):
            journal.append(a_grade(**{"candidate": "ann", "submission_digest": digest(text), **other}))
    assert hand_in(tmp_path, "third")[0].reason == ""


def test_without_a_limit_everything_is_graded(tmp_path: Path) -> None:
    for number in range(5):
        assert hand_in(tmp_path, f"n{number}", problem=a_problem())[0].reason == ""


def test_the_rows_beside_it_are_graded_in_the_same_batch(tmp_path: Path) -> None:
    hand_in(tmp_path, "first")
    hand_in(tmp_path, "second")
    entries = (an_entry("ann", "third"), an_entry("bob"), an_entry("cid"))
    with Journal(tmp_path) as journal:
        batch = Batch(a_problem(feedback=TWO), FakeEngine(Cast()), journal, Options(lanes=2))
        told: list[int] = []
        batch.run(entries, lambda progress: told.append(progress.done))
        rows = {grade.candidate: grade for grade in batch.grades()}
        assert (batch.too_many, batch.unfinished(), told[-1]) == (("ann",), (), 3)
    assert [bool(rows[name].reason) for name in ("ann", "bob", "cid")] == [True, False, False]
    assert {grade.score for grade in rows.values()} == {100.0}


HAND_INS = st.tuples(st.sampled_from(["a", "b", "c", "d", None]), st.booleans(), st.sampled_from(["one", "other"]))


@settings(max_examples=20, deadline=None)
@given(st.lists(HAND_INS, max_size=9))
def test_whatever_is_handed_in_never_more_than_the_limit_is_graded_and_the_last_graded_one_stands(
    tmp_path_factory: pytest.TempPathFactory, hand_ins: list[tuple[str | None, bool, str]]
) -> None:
    """Submissions come one after another, None for one that can't be read; with and without --fresh, on two engines."""
    folder = tmp_path_factory.mktemp("results")
    graded: list[str] = []
    done: set[tuple[str, str]] = set()
    for text, fresh, engine in hand_ins:
        full = len(graded) == 2
        if text is None:
            row = hand_in_nothing(folder)
            if not full:
                assert row.status is GradeStatus.REJECTED
                continue
        else:
            row, _ = hand_in(folder, text, engine=engine_called(engine), fresh=fresh)
            if (text in graded or not full) and (fresh or (text, engine) not in done):
                graded = [*(it for it in graded if it != text), text]
                done.add((text, engine))
        assert bool(row.reason) == (text not in graded)
        stands = text if text in graded else graded[-1]
        assert (row.score, row.provenance.submission_digest) == (100.0, digest(stands))
