"""Who is to blame, what is kept, what is tried again: on the fake engine, every rule of a batch."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from runner import model
from runner.grading import Batch, Entry, Journal, Options, Progress
from runner.grading.alone import MAX_LOSSES
from runner.grading.batch import ENGINE_FAILURES, MOST_LATER
from runner.judge import WHILE_READ, BoxLost, Decided, Finished, JudgeJob, Started
from runner.model import GradeStatus, OurFault, Submission, SubmissionRejected, Verdict
from sandbox.engine import JobEnd, JobEnding
from sandbox.errors import EngineUnavailable, ForkserverFailed
from sandbox.fake import FakeEngine, Scene
from tests.runner.grading.builders import (
    FIRST,
    SECOND,
    THIRD,
    Cast,
    a_problem,
    an_entry,
    finish,
    judge_fails,
    kill_guest,
    lose_box,
    lose_judge,
    raises,
    run_batch,
    say_nonsense,
    tell,
    time_out,
    verdicts,
    wait_for_cancel,
)


def reject() -> Submission:
    raise SubmissionRejected("ann.zip: it holds no solution.py")


def unreadable() -> Submission:
    raise OSError(5, "Input/output error")


def test_a_submission_that_passes_has_the_full_score(tmp_path: Path) -> None:
    grades, _ = run_batch(tmp_path, Cast(), "ann")
    assert grades["ann"].score == 100.0
    assert verdicts(grades["ann"]) == {FIRST: "passed", SECOND: "passed", THIRD: "passed"}
    assert (grades["ann"].tries, grades["ann"].provenance.engine) == (1, "fake")


def test_a_submission_that_fails_everything_is_graded_with_nothing(tmp_path: Path) -> None:
    grades, _ = run_batch(tmp_path, Cast(ann=[finish(Verdict.FAILED, message="no")]), "ann")
    assert (grades["ann"].status, grades["ann"].score) == (GradeStatus.GRADED, 0.0)
    assert grades["ann"].tests[0].message == "no"


def test_a_box_that_is_lost_once_is_nobodys_fault(tmp_path: Path) -> None:
    cast = Cast(ann=[lose_box(), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob")
    assert grades["ann"].score == 100.0
    assert grades["ann"].tries == 2
    assert len(set(cast.boxes["ann"])) == 2


def test_a_box_that_is_lost_twice_is_the_candidates_in_that_test_alone(tmp_path: Path) -> None:
    grades, _ = run_batch(tmp_path, Cast(ann=[lose_box(), lose_box(), finish()]), "ann")
    assert verdicts(grades["ann"]) == {FIRST: "passed", SECOND: "crashed", THIRD: "passed"}


def test_a_box_that_the_kernel_ended_for_memory_twice_is_out_of_memory(tmp_path: Path) -> None:
    cast = Cast(ann=[lose_box(oom_killed=True), lose_box(oom_killed=True), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann")
    assert verdicts(grades["ann"])[SECOND] == "out_of_memory"


def test_a_box_that_is_lost_in_test_after_test_is_tried_so_often_and_no_more(tmp_path: Path) -> None:
    cast = Cast(ann=[lambda scene, job: lose_box((job.only or (FIRST,))[0])(scene, job)])
    grades, _ = run_batch(tmp_path, cast, "ann")
    assert set(verdicts(grades["ann"]).values()) == {"crashed"}
    assert cast.runs["ann"] == 1 + MAX_LOSSES


def test_a_box_that_is_lost_in_another_test_each_time_is_nobodys_fault(tmp_path: Path) -> None:
    cast = Cast(ann=[lose_box(SECOND), lose_box(FIRST), lose_judge(at=THIRD), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann")
    assert (grades["ann"].score, grades["ann"].tries) == (100.0, 2)


def test_a_loss_after_a_failure_of_ours_is_the_first_one(tmp_path: Path) -> None:
    cast = Cast(ann=[raises(ForkserverFailed("it said nothing")), lose_box(SECOND), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann")
    assert grades["ann"].score == 100.0


def test_where_a_file_shares_one_guest_what_was_lost_in_it_is_run_again_with_the_whole_file(tmp_path: Path) -> None:
    problem = a_problem(tests=model.TestRules(seed=1, guest_per="file"))
    cast = Cast(ann=[raises(ForkserverFailed("it said nothing")), lose_box(SECOND), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=problem)
    assert grades["ann"].score == 100.0
    assert [job.only for job in cast.jobs] == [None, (FIRST, SECOND, THIRD), (FIRST, SECOND, THIRD)]


def test_a_guest_that_somebody_killed_is_no_crash_unless_it_happens_again(tmp_path: Path) -> None:
    cast = Cast(ann=[kill_guest(), finish()], bob=[kill_guest()], cid=[finish(Verdict.CRASHED)])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", "cid", lanes=1)
    assert (grades["ann"].score, grades["ann"].tries) == (100.0, 2)
    assert verdicts(grades["bob"]) == {FIRST: "passed", SECOND: "crashed", THIRD: "passed"}
    assert cast.runs == {"ann": 2, "bob": 2, "cid": 1}


def test_a_guest_that_is_killed_while_a_suspect_is_alone_is_run_once_more(tmp_path: Path) -> None:
    cast = Cast(ann=[lose_box(SECOND), kill_guest(THIRD), finish()], bob=[lose_box(SECOND), kill_guest(THIRD)])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob")
    assert (grades["ann"].score, grades["bob"].score) == (100.0, 60.0)
    assert verdicts(grades["bob"])[THIRD] == "crashed"
    assert [job.only for job in cast.jobs].count((THIRD,)) == 2, "only what is in doubt"


def test_endless_loops_do_not_vouch_for_a_guest_that_somebody_killed(tmp_path: Path) -> None:
    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        for test in job.only or job.locked or ():
            hit = test == THIRD and cast.runs["ann"] == 1
            verdict = Verdict.CRASHED if hit else Verdict.PASSED if test == THIRD else Verdict.TIMEOUT
            tell(scene, Started(id=test), Decided(id=test, verdict=verdict, killed=hit))
        tell(scene, Finished())
        return JobEnd(ending=JobEnding.FINISHED)

    cast = Cast(ann=[act])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", lanes=2)
    assert list(verdicts(grades["ann"]).values()) == ["timeout", "timeout", "passed"]


def test_a_judge_that_hangs_twice_in_a_test_gives_it_a_timeout(tmp_path: Path) -> None:
    cast = Cast(ann=[lose_judge(JobEnding.DEADLINE), lose_judge(JobEnding.DEADLINE), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann")
    assert verdicts(grades["ann"]) == {FIRST: "passed", SECOND: "timeout", THIRD: "passed"}


@pytest.mark.parametrize("ending", [JobEnding.DIED, JobEnding.LOST, JobEnding.DEADLINE])
def test_a_judge_that_is_lost_is_not_given_to_the_next_submission(tmp_path: Path, ending: JobEnding) -> None:
    cast = Cast(ann=[lose_judge(ending), finish()])
    grades, engine = run_batch(tmp_path, cast, "ann", "bob", lanes=1)
    assert {name: grade.score for name, grade in grades.items()} == {"ann": 100.0, "bob": 100.0}
    assert grades["bob"].tries == 1
    assert len(engine.lanes) >= 2


def test_a_judge_that_dies_before_any_test_twice_is_ours(tmp_path: Path) -> None:
    grades, _ = run_batch(tmp_path, Cast(ann=[lambda scene, job: JobEnd(ending=JobEnding.DIED, reason="lost")]), "ann")
    assert (grades["ann"].status, grades["ann"].score, grades["ann"].reason) == (GradeStatus.UNGRADED, None, "lost")


@pytest.mark.parametrize(("ending", "verdict"), [(JobEnding.DIED, "crashed"), (JobEnding.DEADLINE, "timeout")])
def test_a_judge_lost_twice_while_a_test_file_asks_the_submission_is_the_candidates(
    tmp_path: Path, ending: JobEnding, verdict: str
) -> None:
    def lost(scene: Scene, job: JudgeJob) -> JobEnd:
        tell(scene, Started(id=WHILE_READ))
        return JobEnd(ending=ending, reason="it was lost")

    cast = Cast(ann=[lost])
    grades, _ = run_batch(tmp_path, cast, "ann")
    assert set(verdicts(grades["ann"]).values()) == {verdict}
    assert cast.runs["ann"] == 2


def test_a_box_lost_twice_while_a_test_file_asks_the_submission_is_the_candidates(tmp_path: Path) -> None:
    def lost(scene: Scene, job: JudgeJob) -> JobEnd:
        tell(scene, Started(id=WHILE_READ), BoxLost(id=WHILE_READ))
        return JobEnd(ending=JobEnding.FINISHED)

    grades, _ = run_batch(tmp_path, Cast(ann=[lost, lost], bob=[lost, finish()]), "ann", "bob")
    assert {name: grade.score for name, grade in grades.items()} == {"ann": 0.0, "bob": 100.0}


def test_a_judge_that_dies_twice_when_all_tests_are_decided_has_said_enough(tmp_path: Path) -> None:
    grades, _ = run_batch(tmp_path, Cast(ann=[lose_judge(at="")]), "ann")
    assert grades["ann"].score == 100.0


@pytest.mark.parametrize("act", [judge_fails("another list of tests"), say_nonsense])
def test_what_the_judge_could_not_run_is_ungraded_with_its_reason_and_the_rest_is_graded(tmp_path: Path, act) -> None:
    grades, _ = run_batch(tmp_path, Cast(ann=[act]), "ann", "bob")
    assert (grades["ann"].status, grades["ann"].score) == (GradeStatus.UNGRADED, None)
    assert "another list of tests" in grades["ann"].reason or "no event" in grades["ann"].reason
    assert grades["bob"].score == 100.0


def test_a_forkserver_that_fails_once_costs_nothing_and_twice_leaves_it_ungraded(tmp_path: Path) -> None:
    failing = raises(ForkserverFailed("it said nothing"))
    grades, _ = run_batch(tmp_path, Cast(ann=[failing, finish()], bob=[failing]), "ann", "bob", "cid")
    assert grades["ann"].score == 100.0
    assert (grades["bob"].status, grades["bob"].score) == (GradeStatus.UNGRADED, None)
    assert "it said nothing" in grades["bob"].reason
    assert grades["cid"].score == 100.0


def test_an_engine_that_goes_down_leaves_the_rest_ungraded_and_is_not_asked_for_each(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(40)]
    cast = Cast(n3=[raises(EngineUnavailable("gone"), down=True), finish()])
    grades, engine = run_batch(tmp_path, cast, *names, lanes=1)
    assert [grade.status for grade in grades.values()] == [GradeStatus.GRADED] * 3 + [GradeStatus.UNGRADED] * 37
    assert {grade.score for grade in grades.values()} == {100.0, None}
    assert cast.runs["n3"] + cast.runs["n4"] == 1
    assert "the engine had stopped answering" in grades["n39"].reason
    engine.down = False
    done_before = dict(cast.runs)
    grades, _ = run_batch(tmp_path, cast, *names, lanes=1, engine=FakeEngine(cast))
    assert {grade.score for grade in grades.values()} == {100.0}
    assert [cast.runs[name] - done_before.get(name, 0) for name in names] == [0, 0, 0, *[1] * 37]


def test_an_engine_that_comes_back_before_it_is_given_up_goes_on(tmp_path: Path) -> None:
    cast = Cast()
    engine = FakeEngine(cast)
    reads = []

    def entry(name: str) -> Entry:
        def read() -> Submission:
            reads.append(name)
            engine.down = len(reads) in range(2, 2 + ENGINE_FAILURES - 1)
            return an_entry(name).read()

        return Entry(candidate=name, read=read)

    grades, _ = run_batch(
        tmp_path, cast, entries=tuple(map(entry, "abcde")), engine=engine, lanes=1, submissions_per_box=1
    )
    assert [grade.status.value for grade in grades.values()].count("ungraded") == ENGINE_FAILURES - 1
    assert grades["e"].score == 100.0


@pytest.mark.parametrize("cpu_seconds", [0.0, 5.0])
def test_a_timeout_among_busy_lanes_is_confirmed_alone_and_the_second_verdict_stands(
    tmp_path: Path, cpu_seconds: float
) -> None:
    cast = Cast(ann=[time_out(cpu_seconds), finish()], bob=[time_out()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", lanes=2)
    assert grades["ann"].score == 100.0
    assert set(verdicts(grades["bob"]).values()) == {"timeout"}
    confirmed = sorted(job.only for job in cast.jobs if job.only)  # whose doubt came first is open
    assert confirmed == [(FIRST, SECOND), (FIRST, SECOND), (THIRD,)]


@pytest.mark.parametrize(("lanes", "cpu_seconds"), [(1, 0.0), (2, 9.9)])
def test_a_timeout_that_no_neighbour_can_have_caused_stands_at_once(
    tmp_path: Path, lanes: int, cpu_seconds: float
) -> None:
    cast = Cast(ann=[time_out(cpu_seconds)])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", lanes=lanes)
    assert set(verdicts(grades["ann"]).values()) == {"timeout"}
    assert cast.runs["ann"] == 1


def test_a_box_lost_while_a_timeout_is_confirmed_is_looked_at_in_fresh_containers(tmp_path: Path) -> None:
    cast = Cast(ann=[time_out(), lose_box(FIRST), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", lanes=2)
    assert grades["ann"].score == 100.0


def test_many_doubtful_ones_do_not_pile_up(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(2 * MOST_LATER + 1)]
    cast = Cast(**{name: [lose_box(), finish()] for name in names})
    grades, _ = run_batch(tmp_path, cast, *names)
    assert {grade.score for grade in grades.values()} == {100.0}
    seconds = [number for number, job in enumerate(cast.jobs) if job.only]
    assert seconds[0] <= MOST_LATER + 2


def test_what_is_not_a_submission_is_a_row_with_the_reason_and_the_rest_is_graded(tmp_path: Path) -> None:
    broken = (Entry(candidate="ann", read=reject), Entry(candidate="bob", read=unreadable), an_entry("cid"))
    grades, _ = run_batch(tmp_path, Cast(), entries=broken)
    assert (grades["ann"].status, grades["ann"].score) == (GradeStatus.REJECTED, 0.0)
    assert "no solution.py" in grades["ann"].reason
    assert (grades["bob"].status, grades["bob"].score) == (GradeStatus.UNGRADED, None)
    assert grades["cid"].score == 100.0


def test_the_same_batch_again_grades_nothing_and_a_changed_one_only_what_changed(tmp_path: Path) -> None:
    cast = Cast()
    rows = (an_entry("ann"), an_entry("bob"), Entry(candidate="cid", read=reject))
    first, _ = run_batch(tmp_path, cast, entries=rows)
    size = (tmp_path / "journal.jsonl").stat().st_size
    again, _ = run_batch(tmp_path, cast, entries=rows)
    assert again == first
    assert (tmp_path / "journal.jsonl").stat().st_size == size
    assert len(cast.jobs) == 2
    changed, _ = run_batch(tmp_path, cast, entries=(an_entry("ann", "new"), *rows[1:]))
    assert cast.runs == {"ann": 1, "bob": 1, "new": 1}
    assert changed["ann"].provenance.submission_digest != first["ann"].provenance.submission_digest


def test_what_was_handed_in_before_is_found_again(tmp_path: Path) -> None:
    cast = Cast(second=[finish(Verdict.FAILED)])
    scores = [run_batch(tmp_path, cast, entries=(an_entry("ann", text),))[0]["ann"].score for text in
              ("first", "second", "first", "second")]  # fmt: skip
    assert scores == [100.0, 0.0, 100.0, 0.0]
    assert cast.runs == {"first": 1, "second": 1}


def test_fresh_grades_everything_again(tmp_path: Path) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, "ann")
    run_batch(tmp_path, cast, "ann", fresh=True)
    assert cast.runs["ann"] == 2


def test_an_old_grade_is_not_shown_for_a_submission_that_changed_and_could_not_be_graded(tmp_path: Path) -> None:
    run_batch(tmp_path, Cast(), "ann")
    grades, _ = run_batch(tmp_path, Cast(new=[judge_fails()]), entries=(an_entry("ann", "new"),))
    assert (grades["ann"].status, grades["ann"].score) == (GradeStatus.UNGRADED, None)


@pytest.mark.parametrize("lanes", [1, 3])
def test_a_batch_that_is_cancelled_keeps_what_was_graded_and_goes_on_later(tmp_path: Path, lanes: int) -> None:
    started = threading.Event()
    cast = Cast(stuck=[wait_for_cancel(started), finish()])
    names = ["ann", "bob", "stuck", *[f"n{number}" for number in range(30)]]
    engine = FakeEngine(cast)
    seen: list[Progress] = []
    with Journal(tmp_path) as journal:
        batch = Batch(a_problem(), engine, journal, Options(lanes=lanes))
        canceller = threading.Thread(target=lambda: (started.wait(), batch.cancel()))
        canceller.start()
        batch.run(tuple(map(an_entry, names)), seen.append)
        canceller.join()
        assert batch.stopped
        grades = {grade.candidate: grade for grade in batch.grades()}
        assert grades["ann"].score == 100.0 or lanes > 1  # cancelled in another lane, it is one of those left
        assert "stopped" in grades["stuck"].reason
        assert "stuck" in {grade.candidate for grade in batch.unfinished()}
    assert all(box.closed for lane in engine.lanes for box in lane.boxes)
    graded = [name for name, grade in grades.items() if grade.status is GradeStatus.GRADED]
    done_before = dict(cast.runs)
    grades, _ = run_batch(tmp_path, cast, *names, lanes=lanes)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert [cast.runs[name] for name in graded] == [done_before[name] for name in graded]


def test_a_journal_that_can_not_be_written_stops_the_batch_and_closes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine(Cast())

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with Journal(tmp_path) as journal:
        batch = Batch(a_problem(), engine, journal, Options())
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(OurFault, match="No space left on device"):
            batch.run((an_entry("ann"), an_entry("bob")))
    assert all(box.closed for lane in engine.lanes for box in lane.boxes)
    assert (tmp_path / "journal.jsonl").read_bytes() == b""


@pytest.mark.parametrize(("per_box", "boxes"), [(1, 6), (3, 2), (100, 1)])
def test_a_box_holds_as_many_submissions_as_it_may(tmp_path: Path, per_box: int, boxes: int) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, *"abcdef", lanes=1, submissions_per_box=per_box)
    assert len({box for used in cast.boxes.values() for box in used}) == boxes


def test_no_box_is_started_that_nobody_will_need(tmp_path: Path) -> None:
    _, engine = run_batch(tmp_path, Cast(), "ann", lanes=1)
    assert sum(len(lane.boxes) for lane in engine.lanes) == 1


def test_progress_counts_every_row_once(tmp_path: Path) -> None:
    cast, seen = Cast(bob=[lose_box(), finish()], cid=[judge_fails()]), []
    rows = (an_entry("ann"), an_entry("bob"), an_entry("cid"), Entry(candidate="dan", read=reject))
    for expected_kept in (0, 3):
        seen.clear()
        with Journal(tmp_path) as journal:
            Batch(a_problem(), FakeEngine(cast), journal, Options()).run(rows, seen.append)
        assert [progress.done for progress in seen] == [1, 2, 3, 4]
        assert seen[-1].kept == expected_kept
        assert seen[-1].remaining_seconds == 0


def test_a_problem_without_a_lock_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal, pytest.raises(OurFault, match="verify"):
        Batch(a_problem(lock=None), FakeEngine(Cast()), journal, Options())
