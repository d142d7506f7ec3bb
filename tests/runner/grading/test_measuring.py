"""Two phases, on the fake engine: correctness in lanes, then tests that time a submission, alone on the machine."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from runner.judge import TOO_BUSY, JudgeJob
from runner.model import GradeStatus, Lock, Problem, Verdict
from sandbox.engine import JobEnd, JobEnding
from sandbox.errors import EngineUnavailable, ForkserverFailed
from sandbox.fake import FakeEngine, Scene
from tests.runner.grading.builders import (
    FIRST,
    GROUPS,
    SECOND,
    TESTS,
    THIRD,
    Act,
    Cast,
    a_racing_problem,
    finish,
    judge_fails,
    lose_box,
    lose_judge,
    raises,
    run_batch,
    time_out,
    verdicts,
)

RACING = a_racing_problem()
TOO_NOISY = f"{TOO_BUSY}: the reference's own times could not be told from noise"


def jobs_of(cast: Cast, who: str) -> list[JudgeJob]:
    return [job for job in cast.jobs if dict(job.submission)["solution.py"] == who.encode()]


def both_measure() -> Problem:
    """A problem whose second group comes after a group that is measured itself."""
    tests = (TESTS[0], *(replace(test, measures=True) for test in TESTS[1:]))
    return a_racing_problem(lock=Lock(tests=tests, interface={}, preload=(), digest="d" * 64))


def test_first_the_tests_that_do_not_measure_then_those_that_do_beside_the_reference(tmp_path: Path) -> None:
    cast = Cast()
    grades, _ = run_batch(tmp_path, cast, "ann", problem=RACING)
    first, second = cast.jobs
    assert (first.only, first.reference) == ((FIRST, SECOND), ())
    assert (second.only, second.reference) == ((THIRD,), (("solution.py", b"the reference"),))
    assert cast.seconds["ann"][0] is None
    assert cast.seconds["ann"][1] is not None
    assert verdicts(grades["ann"]) == {FIRST: "passed", SECOND: "passed", THIRD: "passed"}
    assert (grades["ann"].score, grades["ann"].tries) == (100.0, 1)


def test_without_tests_that_measure_there_is_one_phase_and_no_reference(tmp_path: Path) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, "ann")
    assert [(job.only, job.reference) for job in cast.jobs] == [(None, ())]
    assert cast.seconds["ann"] == [None]


def test_a_race_has_the_machine_to_itself(tmp_path: Path) -> None:
    """Nothing of another submission is begun before a race has ended, and nothing runs while it begins."""
    running: set[int] = set()
    seen: list[tuple[bool, int]] = []
    lock = threading.Lock()

    def noted(scene: Scene, job: JudgeJob) -> JobEnd:
        with lock:
            running.add(scene.number)
            seen.append((bool(job.reference), len(running)))
        end = finish()(scene, job)
        with lock:
            seen.append((bool(job.reference), len(running)))
            running.remove(scene.number)
        return end

    names = [f"n{number}" for number in range(40)]
    cast = Cast(**{name: [noted] for name in names})
    grades, _ = run_batch(tmp_path, cast, *names, lanes=4, problem=RACING)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert [count for races, count in seen if races] == [1] * 2 * len(names)
    assert set(cast.runs.values()) == {2}, "one job a submission in each phase"


@pytest.mark.parametrize("per_box", [1, 3])
def test_a_box_that_had_the_reference_never_gets_a_submission(tmp_path: Path, per_box: int) -> None:
    names = [f"n{number}" for number in range(7)]
    cast = Cast(n2=[finish(), lose_box(THIRD), finish()])
    grades, _ = run_batch(tmp_path, cast, *names, lanes=2, submissions_per_box=per_box, problem=RACING)
    boxes = {box for each in cast.boxes.values() for box in each}
    references = {box for each in cast.seconds.values() for box in each} - {None}
    assert references
    assert boxes.isdisjoint(references)
    assert {grade.score for grade in grades.values()} == {100.0}


def test_a_reference_box_serves_as_many_races_as_a_box_serves_submissions(tmp_path: Path) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, *"abcde", lanes=1, submissions_per_box=2, problem=RACING)
    assert [cast.seconds[name][1] for name in "abcde"].count(cast.seconds["a"][1]) == 2
    assert len({cast.seconds[name][1] for name in "abcde"}) == 3


@pytest.mark.parametrize(("verdict", "runs"), [(Verdict.FAILED, 1), (Verdict.MISSING, 1), (Verdict.PASSED, 2)])
def test_a_group_that_can_count_no_more_is_not_measured(tmp_path: Path, verdict: Verdict, runs: int) -> None:
    cast = Cast(ann=[finish(verdict), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=RACING)
    third = grades["ann"].tests[2]
    assert cast.runs["ann"] == runs
    assert (third.verdict is Verdict.PASSED) == (runs == 2)
    assert grades["ann"].status is GradeStatus.GRADED
    if runs == 1:
        assert (third.verdict, third.points, third.points_possible) == (Verdict.SKIPPED, 0.0, 40)
        assert third.message == "not measured: its group counts only once half of basics is earned"
        assert grades["ann"].score == 0.0


def test_a_group_whose_bar_is_measured_itself_is_measured(tmp_path: Path) -> None:
    """What `basics` earns is not known before: one of its tests races."""
    cast = Cast(ann=[finish(Verdict.FAILED), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=both_measure())
    assert [job.only for job in cast.jobs] == [(FIRST,), (SECOND, THIRD)]
    assert verdicts(grades["ann"]) == {FIRST: "failed", SECOND: "passed", THIRD: "passed"}


def test_a_slow_submission_loses_the_points_of_what_it_was_too_slow_for(tmp_path: Path) -> None:
    cast = Cast(ann=[finish(), finish(Verdict.FAILED, message="it takes 9 times as long as the reference")])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=RACING)
    assert verdicts(grades["ann"]) == {FIRST: "passed", SECOND: "passed", THIRD: "failed"}
    assert (grades["ann"].score, grades["ann"].tries) == (60.0, 1)


def test_a_machine_that_is_too_noisy_leaves_it_ungraded_and_the_same_command_tries_again(tmp_path: Path) -> None:
    cast = Cast(ann=[finish(), judge_fails(TOO_NOISY), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=RACING)
    assert (grades["ann"].status, grades["ann"].score) == (GradeStatus.UNGRADED, None)
    assert TOO_NOISY in grades["ann"].reason
    assert grades["bob"].score == 100.0
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=RACING)
    assert (grades["ann"].status, grades["ann"].score) == (GradeStatus.GRADED, 100.0)
    assert (cast.runs["ann"], cast.runs["bob"]) == (4, 2), "who has a grade is not graded again"


def test_a_batch_that_is_resumed_measures_only_who_has_no_grade(tmp_path: Path) -> None:
    cast = Cast(bob=[finish(), raises(EngineUnavailable("gone"), down=True), finish()])
    grades, engine = run_batch(tmp_path, cast, "ann", "bob", "cid", lanes=1, problem=RACING)
    assert {name: grade.status.value for name, grade in grades.items()} == {
        "ann": "graded",
        "bob": "ungraded",
        "cid": "ungraded",
    }
    before = dict(cast.runs)
    assert engine.down
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", "cid", engine=FakeEngine(cast), lanes=1, problem=RACING)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert {name: cast.runs[name] - before[name] for name in before} == {"ann": 0, "bob": 2, "cid": 2}


@pytest.mark.parametrize("loss", [lose_box(THIRD), lose_judge(at=THIRD), lose_judge(JobEnding.LOST, at=THIRD)])
def test_what_is_lost_in_a_race_once_is_nobodys_fault(tmp_path: Path, loss: Act) -> None:
    cast = Cast(ann=[finish(), loss, finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=RACING)
    assert (grades["ann"].score, grades["bob"].score) == (100.0, 100.0)
    assert jobs_of(cast, "ann")[-1].reference, "the race is run again, with the reference"
    assert cast.boxes["ann"][2] != cast.boxes["ann"][1]
    assert cast.seconds["ann"][2] != cast.seconds["ann"][1]
    assert grades["ann"].tries == 2


def test_a_guest_that_somebody_killed_in_a_race_is_no_crash(tmp_path: Path) -> None:
    cast = Cast(ann=[finish(), finish(Verdict.CRASHED, killed=True), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=RACING)
    assert (grades["ann"].score, grades["ann"].tries) == (100.0, 2)


def test_a_box_that_is_lost_in_a_race_twice_is_the_candidates_in_that_test_alone(tmp_path: Path) -> None:
    cast = Cast(ann=[finish(), lose_box(THIRD), lose_box(THIRD)])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=RACING)
    assert verdicts(grades["ann"]) == {FIRST: "passed", SECOND: "passed", THIRD: "crashed"}
    assert grades["ann"].score == 60.0


def test_a_box_that_is_lost_before_any_race_is_graded_alone_races_and_all(tmp_path: Path) -> None:
    cast = Cast(ann=[lose_box(SECOND), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=RACING)
    assert [job.only for job in cast.jobs] == [(FIRST, SECOND), (FIRST, SECOND), (THIRD,)]
    assert cast.seconds["ann"][2] is not None
    assert grades["ann"].score == 100.0


def test_what_a_suspect_need_not_be_timed_for_is_not_measured_alone_either(tmp_path: Path) -> None:
    cast = Cast(ann=[lose_box(SECOND), finish(Verdict.FAILED)])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=RACING)
    assert [job.only for job in cast.jobs] == [(FIRST, SECOND), (FIRST, SECOND)]
    assert grades["ann"].tests[2].verdict is Verdict.SKIPPED


def test_timeouts_are_confirmed_before_anything_is_measured(tmp_path: Path) -> None:
    cast = Cast(ann=[time_out(), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=RACING)
    assert [(job.only, bool(job.reference)) for job in jobs_of(cast, "ann")] == [
        ((FIRST, SECOND), False),
        ((FIRST, SECOND), False),
        ((THIRD,), True),
    ]
    assert grades["ann"].score == 100.0


def test_a_second_box_that_can_not_be_started_is_ours(tmp_path: Path) -> None:
    cast = Cast(ann=[finish(), raises(ForkserverFailed("the second box said nothing"))])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=RACING)
    assert (grades["ann"].status, grades["ann"].score) == (GradeStatus.UNGRADED, None)
    assert "the second box said nothing" in grades["ann"].reason
    assert grades["bob"].score == 100.0


def test_with_one_lane_races_are_a_phase_of_their_own_as_well(tmp_path: Path) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, "ann", "bob", lanes=1, problem=RACING)
    assert [bool(job.reference) for job in cast.jobs] == [False, False, True, True]


def test_a_group_without_a_bar_is_measured_whatever_else_failed(tmp_path: Path) -> None:
    cast = Cast(ann=[finish(Verdict.FAILED), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=a_racing_problem(groups=GROUPS))
    assert verdicts(grades["ann"]) == {FIRST: "failed", SECOND: "failed", THIRD: "passed"}
    assert grades["ann"].score == 40.0
