"""Canaries, on the fake engine: when they ride, what is right, and what becomes of what they do not vouch for."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runner.grading import Batch, Journal, Options, Progress
from runner.grading.canary import MOST_BETWEEN, fault_of_good, fault_of_hostile, good_submission, hostile_submission
from runner.judge import Decided, JudgeJob
from runner.model import BadInput, Grade, GradeStatus, Lock, LockedTest, SourceFile, Verdict
from sandbox.engine import JobEnd, JobEnding, LaneSpec
from sandbox.errors import EngineUnavailable, ForkserverFailed
from sandbox.fake import FakeEngine, FakeLane, Scene
from tests.runner.grading.builders import (
    FIRST,
    GOOD,
    HOSTILE,
    SECOND,
    THIRD,
    Act,
    Cast,
    a_problem,
    a_racing_problem,
    an_entry,
    finish,
    judge_fails,
    lose_box,
    lose_judge,
    raises,
    run_batch,
    time_out,
    verdicts,
    wait_for_cancel,
)

ALL = (FIRST, SECOND, THIRD)
BOTH = (HOSTILE, GOOD)
FAILS = finish(Verdict.FAILED, message="no")
FINDS = finish(Verdict.CRASHED, output="1 passed in 0.01s\nLEFT process 17\n")


def journal(folder: Path) -> list[str]:
    return (folder / "journal.jsonl").read_text().splitlines()


def named(count: int) -> list[str]:
    return [f"n{number}" for number in range(count)]


def in_seat(number: int, act: Act) -> Act:
    """Act so in the lane of this number, and pass elsewhere."""

    def chosen(scene: Scene, job: JudgeJob) -> JobEnd:
        return (act if scene.lane.number == number else finish())(scene, job)

    return chosen


def together(count: int) -> Act:
    """Pass, once so many are at it at the same time: each of them has a seat of its own."""
    barrier = threading.Barrier(count)

    def act(scene: Scene, job: JudgeJob) -> JobEnd:
        barrier.wait(timeout=60)
        return finish()(scene, job)

    return act


class Spoiled:
    """A submission that spoils the box (or the judge) that it is graded in: the good canary fails there afterwards."""

    def __init__(self, place: Callable[[Scene], object]) -> None:
        self.places: set[object] = set()
        self.place = place

    def spoil(self, scene: Scene, job: JudgeJob) -> JobEnd:
        self.places.add(self.place(scene))
        return finish()(scene, job)

    def suffer(self, scene: Scene, job: JudgeJob) -> JobEnd:
        return (FAILS if self.place(scene) in self.places else finish())(scene, job)


# what they are, and what is right


def test_the_hostile_one_has_every_module_of_the_problem_and_leaves_nothing_where_it_is_told_to() -> None:
    problem = a_problem(modules=("solution", "other"))
    paths = [file.path for file in hostile_submission(problem).files]
    assert paths == ["solution.py", "other.py", "left_behind.py"]
    assert [file.path for file in hostile_submission(problem, leaves=False).files] == ["solution.py", "other.py"]


def test_the_good_one_is_the_reference_as_somebody_would_hand_it_in() -> None:
    problem = a_problem(files={"reference/solution.py": b"a", "reference/part/one.py": b"b", "tests/hidden/x.py": b"c"})
    assert good_submission(problem).files == (
        SourceFile(path="part/one.py", data=b"b"),
        SourceFile(path="solution.py", data=b"a"),
    )


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.PASSED])
def test_for_the_hostile_one_every_verdict_is_right_but_passed(verdict: Verdict) -> None:
    decided = {FIRST: Decided(id=FIRST, verdict=verdict, output="LEFTOVERS are fine\n1 passed")}
    assert fault_of_hostile(decided) == ""
    decided[SECOND] = Decided(id=SECOND, verdict=Verdict.PASSED)
    assert SECOND in fault_of_hostile(decided)


def test_for_the_good_one_only_passed_is_right_and_every_test_has_a_verdict() -> None:
    decided = {FIRST: Decided(id=FIRST, verdict=Verdict.PASSED)}
    assert fault_of_good((FIRST,), decided) == ""
    assert f"{SECOND} (no verdict)" in fault_of_good((FIRST, SECOND), decided)
    decided[SECOND] = Decided(id=SECOND, verdict=Verdict.SKIPPED)
    assert f"{SECOND} (skipped)" in fault_of_good((FIRST, SECOND), decided)


# when they ride


def test_they_ride_last_in_a_box_the_hostile_one_first_and_the_box_serves_nobody_afterwards(tmp_path: Path) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, *"abcdefg", lanes=1, submissions_per_box=3)
    assert [who for who, _ in cast.order] == [*"abc", *BOTH, *"def", *BOTH, "g", *BOTH]
    boxes = [box for _, box in cast.order]
    assert [boxes[start : start + 5] for start in (0, 5)] == [[boxes[0]] * 5, [boxes[5]] * 5]
    assert boxes[10:] == [boxes[10]] * 3
    assert len(set(boxes)) == 3


def test_with_fresh_boxes_they_ride_after_so_many_submissions_and_at_the_end(tmp_path: Path) -> None:
    cast, names = Cast(), named(2 * MOST_BETWEEN + 1)
    run_batch(tmp_path, cast, *names, lanes=1, canary=True)
    first, second, last = names[:MOST_BETWEEN], names[MOST_BETWEEN:-1], names[-1]
    assert [who for who, _ in cast.order] == [*first, *BOTH, *second, *BOTH, last, *BOTH]
    assert cast.boxes[GOOD] == cast.boxes[HOSTILE] == [cast.boxes[name][0] for name in (first[-1], second[-1], last)]
    assert len({cast.boxes[name][0] for name in names}) == len(names)


@pytest.mark.parametrize("tests", [3, 100, 600])
def test_a_box_has_guests_for_its_canaries_too(tmp_path: Path, tests: int) -> None:
    """One for each test of each run; what is confirmed (the good one as well) is run twice."""
    guests: list[int] = []

    class Noting(FakeEngine):
        def lane(self, spec: LaneSpec) -> FakeLane:
            guests.append(spec.guests_per_box)
            return super().lane(spec)

    names = tuple(f"tests/hidden/test_it.py::test_{number}" for number in range(tests))
    locked = tuple(LockedTest(id=name, group="basics", points=60 / tests) for name in names)
    problem = a_problem(lock=Lock(tests=locked, interface={}, preload=(), digest="d" * 64))
    cast = Cast()
    run_batch(tmp_path, cast, *named(4), engine=Noting(cast), problem=problem, lanes=1, submissions_per_box=100)
    runs = Counter(box for _, box in cast.order)
    assert len(cast.runs) == 4 + 2
    assert max(runs.values()) * tests + 2 * tests <= guests[0]


@pytest.mark.parametrize(
    ("options", "rides"), [({}, 0), ({"submissions_per_box": 2}, 1), ({"submissions_per_box": 2, "canary": False}, 0)]
)
def test_they_ride_by_default_where_boxes_are_reused(tmp_path: Path, options: dict[str, int], rides: int) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, "ann", lanes=1, **options)
    assert (cast.runs[GOOD], cast.runs[HOSTILE]) == (rides, rides)


def test_without_isolation_they_ride_neither_by_default_nor_when_asked(tmp_path: Path) -> None:
    cast = Cast()
    engine = FakeEngine(cast)
    engine.isolated = False
    run_batch(tmp_path, cast, "ann", engine=engine, submissions_per_box=2)
    assert cast.runs == {"ann": 1}
    with pytest.raises(BadInput, match="isolates"):
        run_batch(tmp_path, cast, "ann", engine=engine, canary=True)


def test_they_are_in_no_result_no_count_and_no_journal(tmp_path: Path) -> None:
    seen: list[Progress] = []
    with Journal(tmp_path) as kept:
        batch = Batch(a_problem(), FakeEngine(Cast()), kept, Options(lanes=1, submissions_per_box=2))
        batch.run(tuple(map(an_entry, "abc")), seen.append)
        assert [grade.candidate for grade in batch.grades()] == [*"abc"]
        assert (batch.unfinished(), batch.alarms) == ((), ())
    assert len(journal(tmp_path)) == 3
    assert [(progress.done, progress.waiting, progress.total) for progress in seen] == [
        *[(0, 1, 3), (1, 0, 3), (2, 0, 3)],
        *[(2, 1, 3), (3, 0, 3)],
    ]


def test_they_run_no_test_that_measures(tmp_path: Path) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, "ann", lanes=1, submissions_per_box=2, problem=a_racing_problem())
    rides = [job for job in cast.jobs if dict(job.submission)["solution.py"] != b"ann"]
    assert [(job.only, job.reference) for job in rides] == [((FIRST, SECOND), ())] * 4, "one ride for each phase"


def test_nothing_is_in_the_journal_before_its_canaries_have_ridden_and_what_waits_is_bounded(tmp_path: Path) -> None:
    counts: list[int] = []

    def count(scene: Scene, job: JudgeJob) -> JobEnd:
        counts.append(len(journal(tmp_path)))
        return finish(Verdict.CRASHED)(scene, job)

    cast, seen, names = Cast(hostile=[count]), [], named(5 * MOST_BETWEEN)
    with Journal(tmp_path) as kept:
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(lanes=1, submissions_per_box=100))
        batch.run(tuple(map(an_entry, names)), seen.append)
    assert counts == [MOST_BETWEEN * rides for rides in range(5)]
    assert max(progress.waiting for progress in seen) < MOST_BETWEEN
    assert len(journal(tmp_path)) == len(names)


# a wrong outcome


@pytest.mark.parametrize(
    ("canaries", "said"),
    [
        ({"good": [FAILS, finish()]}, f"the known-good submission, the reference, did not pass {FIRST} (failed)"),
        ({"good": [time_out(), finish()]}, f"did not pass {FIRST} (timeout)"),
        ({"hostile": [finish(), FAILS]}, f"the known-hostile submission, which answers nothing, passed {FIRST}"),
        ({"hostile": [FINDS, FAILS]}, "the known-hostile submission found what was left in its box: process 17"),
    ],
)
def test_what_a_wrong_outcome_puts_in_doubt_is_graded_once_more_each_in_a_box_of_its_own(
    tmp_path: Path, canaries: dict[str, list[Act]], said: str
) -> None:
    cast, seen = Cast(**canaries), []
    with Journal(tmp_path) as kept:
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(lanes=1, submissions_per_box=3))
        batch.run(tuple(map(an_entry, "abcd")), seen.append)
        assert {grade.score for grade in batch.grades()} == {100.0}
        (alarm,) = batch.alarms
    assert said in alarm
    assert sorted({progress.done for progress in seen}) == [0, 1, 2, 3, 4]
    assert max(progress.done + progress.waiting for progress in seen) == 4
    assert [cast.runs[name] for name in "abcd"] == [2, 2, 2, 1]
    again = cast.order[[who for who, _ in cast.order].index("d") + 3 :]
    assert [who for who, _ in again] == ["a", *BOTH, "b", *BOTH, "c", *BOTH]
    assert [box for _, box in again] == [box for _, box in again[::3] for _ in range(3)]
    assert len({box for _, box in again}) == 3
    assert len(journal(tmp_path)) == 4


def test_a_seat_with_a_wrong_outcome_is_not_used_again_judge_and_all(tmp_path: Path) -> None:
    cast = Cast(good=[FAILS, finish()])
    engine = FakeEngine(cast)
    lanes: dict[str, list[int]] = {}

    def noted(scene: Scene, job: JudgeJob) -> JobEnd:
        lanes.setdefault(dict(job.submission)["solution.py"].decode(), []).append(scene.lane.number)
        return finish()(scene, job)

    cast.acts |= {name: [noted] for name in "abcd"}
    run_batch(tmp_path, cast, *"abcd", engine=engine, lanes=1, submissions_per_box=2)
    assert lanes["a"][0] == lanes["b"][0] == 1
    assert 1 not in [*lanes["c"], *lanes["d"], lanes["a"][1], lanes["b"][1]]


def test_in_two_lanes_only_what_the_condemned_one_graded_is_graded_again(tmp_path: Path) -> None:
    both = together(2)
    cast = Cast(ann=[both, finish()], bob=[both, finish()], good=[in_seat(1, FAILS)])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", lanes=2, submissions_per_box=1, canary=True)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert sorted([cast.runs["ann"], cast.runs["bob"]]) == [1, 2]


@pytest.mark.parametrize("place", [lambda scene: scene.box.name, lambda scene: scene.lane.number])
@pytest.mark.parametrize("options", [{"submissions_per_box": 4}, {"canary": True}])
def test_who_spoils_its_box_or_judge_is_found_and_the_others_have_their_grades(
    tmp_path: Path, place: Callable[[Scene], object], options: dict[str, int]
) -> None:
    spoiled = Spoiled(place)
    cast = Cast(bad=[spoiled.spoil], good=[spoiled.suffer])
    grades, _ = run_batch(tmp_path, cast, "a", "bad", "c", "d", "e", lanes=1, **options)
    statuses = {name: grade.status for name, grade in grades.items()}
    assert statuses.pop("bad") is GradeStatus.UNGRADED or options == {"canary": True}
    assert set(statuses.values()) == {GradeStatus.GRADED}


def test_who_is_found_to_spoil_stays_ungraded_with_the_reason_and_costs_the_others_nothing_later(
    tmp_path: Path,
) -> None:
    spoiled = Spoiled(lambda scene: scene.box.name)
    cast = Cast(bad=[spoiled.spoil], good=[spoiled.suffer])
    for runs in ([2, 2, 2], [2, 4, 2]):
        grades, _ = run_batch(tmp_path, cast, "a", "bad", "c", lanes=1, submissions_per_box=4)
        assert [cast.runs[name] for name in ("a", "bad", "c")] == runs
        assert (grades["bad"].status, grades["bad"].score) == (GradeStatus.UNGRADED, None)
        assert "in a box of its own" in grades["bad"].reason
        assert f"did not pass {FIRST} (failed)" in grades["bad"].reason
        assert (grades["a"].score, grades["c"].score) == (100.0, 100.0)
        assert len(journal(tmp_path)) == 2


@pytest.mark.parametrize("canaries", [{"good": [FAILS]}, {"hostile": [finish()]}])
def test_where_they_are_wrong_in_fresh_containers_too_nothing_is_tried_any_more(
    tmp_path: Path, canaries: dict[str, list[Act]]
) -> None:
    cast, names = Cast(**canaries), named(10)
    grades, _ = run_batch(tmp_path, cast, *names, lanes=1, submissions_per_box=3)
    assert {(grade.status, grade.score) for grade in grades.values()} == {(GradeStatus.UNGRADED, None)}
    assert [cast.runs[name] for name in names] == [1] * 3 + [0] * 7
    assert "its grade can't be trusted" in grades["n0"].reason
    assert "not tried: in fresh containers too, the known-" in grades["n9"].reason
    assert FIRST in grades["n9"].reason
    assert journal(tmp_path) == []


def test_a_batch_whose_canaries_are_wrong_each_time_but_not_in_fresh_containers_ends(tmp_path: Path) -> None:
    """Everybody spoils the box, so that each second look is wrong as well."""
    spoiled, names = Spoiled(lambda scene: scene.box.name), named(6)
    cast = Cast(good=[spoiled.suffer], **{name: [spoiled.spoil] for name in names})
    grades, _ = run_batch(tmp_path, cast, *names, lanes=2, submissions_per_box=3)
    assert {grade.status for grade in grades.values()} == {GradeStatus.UNGRADED}
    assert [cast.runs[name] for name in names] == [2] * 6
    assert journal(tmp_path) == []


# what could not be run


@pytest.mark.parametrize(
    "act", [raises(ForkserverFailed("it said nothing")), judge_fails(), lose_box(), lose_judge(), lose_box(FIRST)]
)
@pytest.mark.parametrize("who", ["good", "hostile"])
def test_a_canary_that_could_not_be_run_is_ours_and_what_it_was_to_prove_is_graded_again(
    tmp_path: Path, who: str, act: Act
) -> None:
    right = finish() if who == "good" else FAILS
    cast = Cast(**{who: [act, right]})
    with Journal(tmp_path) as kept:
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(lanes=1, submissions_per_box=2))
        batch.run(tuple(map(an_entry, "ab")))
        assert {grade.score for grade in batch.grades()} == {100.0}
        assert batch.alarms == ()
    assert [cast.runs[name] for name in "ab"] == [2, 2]


def test_an_engine_that_goes_down_under_the_canaries_leaves_ungraded_what_they_were_to_prove(tmp_path: Path) -> None:
    cast = Cast(hostile=[raises(EngineUnavailable("gone"), down=True), FAILS])
    grades, engine = run_batch(tmp_path, cast, *"abcde", lanes=1, submissions_per_box=2)
    assert engine.down
    assert {(grade.status, grade.score) for grade in grades.values()} == {(GradeStatus.UNGRADED, None)}
    assert journal(tmp_path) == []
    grades, _ = run_batch(tmp_path, cast, *"abcde", lanes=1, submissions_per_box=2, engine=FakeEngine(cast))
    assert {grade.score for grade in grades.values()} == {100.0}


def test_what_was_in_a_box_that_is_lost_before_its_canaries_is_graded_again(tmp_path: Path) -> None:
    cast = Cast(bad=[lose_box(), lose_box(), finish()])
    grades, _ = run_batch(tmp_path, cast, "a", "bad", "c", lanes=1, submissions_per_box=4)
    assert verdicts(grades["bad"]) == {FIRST: "passed", SECOND: "crashed", THIRD: "passed"}
    assert (grades["a"].score, grades["c"].score) == (100.0, 100.0)
    assert (cast.runs["a"], cast.runs["c"]) == (2, 1)


def test_with_fresh_boxes_a_box_that_is_lost_costs_nobody_else(tmp_path: Path) -> None:
    cast = Cast(bad=[lose_box(), finish()])
    grades, _ = run_batch(tmp_path, cast, "a", "bad", "c", lanes=1, canary=True)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert (cast.runs["a"], cast.runs["bad"], cast.runs["c"]) == (1, 2, 1)


@pytest.mark.parametrize(("ending", "runs"), [(JobEnding.DIED, 1), (JobEnding.DEADLINE, 1), (JobEnding.LOST, 2)])
def test_a_judge_whose_worker_is_lost_is_tried_with_canaries_before_it_is_given_up(
    tmp_path: Path, ending: JobEnding, runs: int
) -> None:
    cast = Cast(bad=[lose_judge(ending), finish()])
    grades, _ = run_batch(tmp_path, cast, "a", "bad", lanes=1, submissions_per_box=4)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert (cast.runs["a"], cast.runs["bad"]) == (runs, 2)


def test_what_the_judge_could_not_run_costs_those_before_it_nothing(tmp_path: Path) -> None:
    cast = Cast(bad=[judge_fails()])
    grades, _ = run_batch(tmp_path, cast, "a", "bad", lanes=1, submissions_per_box=4)
    assert (grades["a"].score, grades["bad"].status) == (100.0, GradeStatus.UNGRADED)
    assert (cast.runs["a"], cast.runs["bad"]) == (1, 1)


# timeouts of the good one


def test_a_timeout_of_the_good_one_among_busy_lanes_is_confirmed_alone_in_its_box(tmp_path: Path) -> None:
    both, running = together(2), set[int]()
    seen: list[int] = []

    def noted(act: Act) -> Act:
        def acted(scene: Scene, job: JudgeJob) -> JobEnd:
            running.add(scene.number)
            if job.only:
                seen.append(len(running))
            end = act(scene, job)
            running.discard(scene.number)
            return end

        return acted

    names = named(8)
    cast = Cast(good=[noted(time_out()), noted(finish())], **{name: [noted(finish())] for name in names[2:]})
    cast.acts |= {name: [noted(both), noted(finish())] for name in names[:2]}
    grades, _ = run_batch(tmp_path, cast, *names, lanes=2, submissions_per_box=2)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert [cast.runs[name] for name in names] == [1] * 8
    confirmed = [number for number, job in enumerate(cast.jobs) if job.only]
    assert [cast.jobs[number].only for number in confirmed] == [ALL]
    assert seen == [1]
    assert cast.order[confirmed[0]] in cast.order[: confirmed[0]]


def test_a_timeout_of_the_good_one_that_comes_again_alone_is_a_wrong_outcome(tmp_path: Path) -> None:
    cast = Cast(good=[in_seat(1, time_out())])
    grades, _ = run_batch(tmp_path, cast, *"abcd", lanes=2, submissions_per_box=4)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert sorted(cast.runs[name] for name in "abcd") != [1, 1, 1, 1]


def test_a_timeout_that_no_neighbour_can_have_caused_is_a_wrong_outcome_at_once(tmp_path: Path) -> None:
    cast = Cast(good=[in_seat(1, time_out(cpu_seconds=9.9))])
    run_batch(tmp_path, cast, *"abcd", lanes=2, submissions_per_box=4)
    assert not [job for job in cast.jobs if job.only]
    assert sorted(cast.runs[name] for name in "abcd") != [1, 1, 1, 1]


def test_while_one_is_to_be_confirmed_nothing_more_is_begun_so_that_what_waits_stays_bounded(tmp_path: Path) -> None:
    def late(scene: Scene, job: JudgeJob) -> JobEnd:
        return (finish() if job.only else time_out())(scene, job)

    cast, seen, names = Cast(good=[late]), [], named(8 * MOST_BETWEEN)
    with Journal(tmp_path) as kept:
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(lanes=2, canary=True))
        batch.run(tuple(map(an_entry, names)), seen.append)
    assert len(journal(tmp_path)) == len(names)
    assert max(progress.waiting for progress in seen) <= 2 * MOST_BETWEEN


# the second phase


@pytest.mark.parametrize(
        ("right", "jobs"), [(0, [(FIRST, SECOND)] * 2 + [(THIRD,)]), (1, [(FIRST, SECOND), (THIRD,)] * 2)]
    )
def test_a_grade_counts_only_when_canaries_were_right_wherever_it_was_graded(
    tmp_path: Path, right: int, jobs: list[tuple[str, ...]]
) -> None:
    """They ride after the lanes and after the races. Wrong the first time, all is run again instead of the races alone;
    wrong the second time, both phases are run again.
    """
    cast = Cast(good=[finish()] * right + [FAILS, finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", problem=a_racing_problem(), lanes=1, submissions_per_box=2)
    assert grades["ann"].score == 100.0
    assert [job.only for job in cast.jobs if dict(job.submission)["solution.py"] == b"ann"] == jobs
    assert len(journal(tmp_path)) == 1


def test_a_second_look_that_needs_more_runs_than_its_box_had_left_stays_in_that_box(tmp_path: Path) -> None:
    both = together(2)

    def late_together(scene: Scene, job: JudgeJob) -> JobEnd:
        both(replace(scene, send=lambda _: None), job)
        return time_out()(scene, job)

    cast = Cast(**{name: [late_together, finish()] for name in ("ann", "bob")})
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=a_racing_problem(), lanes=2, submissions_per_box=3)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert (cast.runs["ann"], cast.runs["bob"]) == (3, 3), "in the lanes, confirmed, raced"
    assert len({*cast.boxes["ann"][1:], *cast.boxes["bob"][1:]}) == 1


def test_where_nothing_is_worth_trying_any_more_nothing_is_raced_either(tmp_path: Path) -> None:
    cast = Cast(good=[FAILS])
    grades, _ = run_batch(tmp_path, cast, *"abcde", problem=a_racing_problem(), lanes=1, submissions_per_box=2)
    assert {grade.status for grade in grades.values()} == {GradeStatus.UNGRADED}
    assert [cast.runs[name] for name in "abcde"] == [1, 1, 0, 0, 0]
    assert "not tried: in fresh containers too" in grades["e"].reason
    assert "in fresh containers too" in grades["a"].reason


def test_a_batch_whose_races_are_wrong_each_time_leaves_them_ungraded(tmp_path: Path) -> None:
    spoiled = Spoiled(lambda scene: scene.box.name)
    cast = Cast(ann=[finish(), spoiled.spoil, finish(), spoiled.spoil], good=[spoiled.suffer])
    grades, _ = run_batch(tmp_path, cast, "ann", "bob", problem=a_racing_problem(), lanes=1, submissions_per_box=4)
    assert (grades["ann"].status, grades["bob"].score) == (GradeStatus.UNGRADED, 100.0)


def test_a_suspect_that_was_judged_alone_counts_after_canaries_in_its_fresh_containers(tmp_path: Path) -> None:
    cast = Cast(bad=[lose_box(), finish()], good=[FAILS, finish()])
    grades, _ = run_batch(tmp_path, cast, "bad", lanes=1, submissions_per_box=2)
    assert grades["bad"].score == 100.0
    assert cast.runs["bad"] == 3, "lost, alone, and once more since a canary was wrong after it"


def test_canaries_ride_before_a_suspect_takes_a_seat_from_those_who_were_graded_there(tmp_path: Path) -> None:
    """The seat that raced is renewed for the suspect: what it stood for is settled first."""
    cast = Cast(bad=[lose_box(), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bad", problem=a_racing_problem(), lanes=1, canary=True)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert cast.runs["ann"] == 2


def test_what_is_in_doubt_after_the_first_phase_is_not_raced_but_judged_anew(tmp_path: Path) -> None:
    cast = Cast(bad=[lose_box(), finish()])
    grades, _ = run_batch(tmp_path, cast, "ann", "bad", problem=a_racing_problem(), lanes=1, submissions_per_box=4)
    assert {grade.score for grade in grades.values()} == {100.0}
    jobs = [job.only for job in cast.jobs if dict(job.submission)["solution.py"] == b"ann"]
    assert jobs == [(FIRST, SECOND), (FIRST, SECOND), (THIRD,)]


# stopping


def stopped_batch(folder: Path, cast: Cast, started: threading.Event, names: list[str], **how: int) -> dict[str, Grade]:
    with Journal(folder) as kept:
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(**how))
        canceller = threading.Thread(target=lambda: (started.wait(), batch.cancel()))
        canceller.start()
        batch.run(tuple(map(an_entry, names)))
        canceller.join()
        assert batch.stopped
        left = {grade.candidate for grade in batch.unfinished()}
        grades = {grade.candidate: grade for grade in batch.grades()}
    assert left == {name for name, grade in grades.items() if grade.status is GradeStatus.UNGRADED}
    return grades


@pytest.mark.parametrize("lanes", [1, 2])
def test_what_waits_when_a_batch_is_stopped_is_not_in_the_journal_and_the_next_run_grades_it(
    tmp_path: Path, lanes: int
) -> None:
    started = threading.Event()
    cast = Cast(stuck=[wait_for_cancel(started), finish()])
    names = ["a", "b", "c", "stuck", "d"]
    grades = stopped_batch(tmp_path, cast, started, names, lanes=lanes, submissions_per_box=2)
    before = len(journal(tmp_path))
    other = lanes > 1  # another lane may have come to its canaries by then
    assert before == [grade.status for grade in grades.values()].count(GradeStatus.GRADED) < 4 + other
    waited = [name for name in names if "before canaries had shown" in grades[name].reason]
    assert waited or other
    grades, _ = run_batch(tmp_path, cast, *names, lanes=lanes, submissions_per_box=2)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert len(journal(tmp_path)) == 5


@pytest.mark.parametrize("per_box", [1, 3])
def test_a_batch_that_winds_down_vouches_for_what_it_began_and_begins_nothing_more(
    tmp_path: Path, per_box: int
) -> None:
    with Journal(tmp_path) as kept:

        def wind_down(scene: Scene, job: JudgeJob) -> JobEnd:
            batch.wind_down()
            return finish()(scene, job)

        cast = Cast(last=[wind_down])
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(lanes=1, submissions_per_box=per_box))
        batch.run(tuple(map(an_entry, ["ann", "last", "c", "d"])))
        assert not batch.stopped
        assert {grade.candidate for grade in batch.unfinished()} == {"c", "d"}
        scores = [grade.score for grade in batch.grades()]
    assert scores == [100.0, 100.0, None, None]
    assert len(journal(tmp_path)) == 2
    assert (cast.runs[GOOD], cast.runs["c"]) == (int(per_box > 1), 0)
    grades, _ = run_batch(tmp_path, cast, "ann", "last", "c", "d")
    assert {grade.score for grade in grades.values()} == {100.0}


def test_a_batch_that_winds_down_gives_nothing_a_second_try(tmp_path: Path) -> None:
    with Journal(tmp_path) as kept:

        def wind_down(scene: Scene, job: JudgeJob) -> JobEnd:
            batch.wind_down()
            return lose_box()(scene, job)

        cast = Cast(last=[wind_down, finish()])
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(lanes=1))
        batch.run((an_entry("last"),))
        assert [grade.candidate for grade in batch.unfinished()] == ["last"]
    assert cast.runs["last"] == 1


def test_what_waits_in_an_idle_lane_when_a_batch_is_stopped_is_not_in_the_journal_either(tmp_path: Path) -> None:
    barrier = threading.Barrier(2)

    def pass_beside(scene: Scene, job: JudgeJob) -> JobEnd:
        barrier.wait(timeout=60)
        return finish()(scene, job)

    def hang_beside(scene: Scene, job: JudgeJob) -> JobEnd:
        barrier.wait(timeout=60)
        return wait_for_cancel(threading.Event())(scene, job)

    cast = Cast(ann=[pass_beside], stuck=[hang_beside])
    with Journal(tmp_path) as kept:
        batch = Batch(a_problem(), FakeEngine(cast), kept, Options(lanes=2, submissions_per_box=3))
        batch.run((an_entry("ann"), an_entry("stuck")), lambda progress: batch.cancel())
        reasons = [grade.reason for grade in batch.unfinished()]
    assert ["before canaries had shown" in reason for reason in reasons] == [True, False]
    assert journal(tmp_path) == []


def test_what_waits_when_a_run_crashes_is_not_in_the_journal_and_the_next_run_grades_it(tmp_path: Path) -> None:
    cast = Cast()

    def crash(progress: Progress) -> None:
        if (progress.done, progress.waiting) == (2, 1):
            raise MemoryError

    with Journal(tmp_path) as kept, pytest.raises(MemoryError):
        options = Options(lanes=1, submissions_per_box=2)
        Batch(a_problem(), FakeEngine(cast), kept, options).run(tuple(map(an_entry, "abcd")), crash)
    assert len(journal(tmp_path)) == 2
    grades, _ = run_batch(tmp_path, cast, *"abcd", lanes=1, submissions_per_box=2)
    assert {grade.score for grade in grades.values()} == {100.0}
    assert [cast.runs[name] for name in "ab"] == [1, 1]
    assert len(journal(tmp_path)) == 4


@pytest.mark.parametrize("who", ["good", "hostile"])
def test_a_batch_that_is_stopped_while_canaries_ride_keeps_nothing_of_what_they_were_to_prove(
    tmp_path: Path, who: str
) -> None:
    started = threading.Event()
    cast = Cast(**{who: [wait_for_cancel(started), finish() if who == "good" else FAILS]})
    grades = stopped_batch(tmp_path, cast, started, [*"abc"], lanes=1, submissions_per_box=2)
    assert {grade.status for grade in grades.values()} == {GradeStatus.UNGRADED}
    assert ["before canaries had shown" in grades[name].reason for name in "abc"] == [True, True, False]
    assert journal(tmp_path) == []
    grades, _ = run_batch(tmp_path, cast, *"abc", lanes=1, submissions_per_box=2)
    assert {grade.score for grade in grades.values()} == {100.0}


def test_a_row_that_changed_before_it_is_graded_again_is_graded_as_it_is_then(tmp_path: Path) -> None:
    cast, reads = Cast(good=[FAILS, finish()]), []

    def read():
        reads.append(1)
        return an_entry("ann", f"text {len(reads)}").read()

    entry = replace(an_entry("ann"), read=read)
    grades, _ = run_batch(tmp_path, cast, entries=(entry,), submissions_per_box=2)
    assert grades["ann"].provenance.submission_digest == an_entry("ann", "text 2").read().digest
