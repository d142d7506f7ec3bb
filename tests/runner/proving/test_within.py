"""Many problems in so many minutes: where they do not suffice, each is proved on a share of its examples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import (
    LOCK_NAME,
    ExampleKind,
    ExampleSubmission,
    example_submissions,
    load_problem,
    skeleton_problem,
    write_problem,
)
from runner.grading import Batch, Entry
from runner.model import GradeStatus
from runner.proving import Begun, ExampleProof, LockState, Proof, Proving, StepName, verify_within, within
from runner.proving.examples import ExamplesOutcome
from runner.proving.pace import Pace
from runner.proving.proof import Step
from runner.proving.share import share_of
from runner.proving.verify import Examined, Graded, conclude
from sandbox.engine import Engine

WRONG = "submissions/wrong/"


def examples(**counts: int) -> tuple[ExampleSubmission, ...]:
    return tuple(
        ExampleSubmission(
            kind=ExampleKind.WRONG,
            name=f"{group}_{number}",
            path=f"{WRONG}{group}_{number}.py",
            files=(),
            declared=f"{group}: is wrong.",
            expects=group,
        )
        for group, count in counts.items()
        for number in range(count)
    )


@pytest.mark.parametrize(("share", "counts"), [(0.0, (1, 1)), (0.1, (2, 1)), (0.5, (10, 1)), (1.0, (20, 2))])
def test_a_share_has_some_of_every_group_in_their_order(share: float, counts: tuple[int, int]) -> None:
    every = examples(masks=20, memory=2)
    some = share_of(every, share)
    assert tuple(sum(example.expects == group for example in some) for group in ("masks", "memory")) == counts
    assert list(some) == [example for example in every if example in some]
    assert share_of(every, share) == some


def test_more_of_them_are_the_same_ones_and_others() -> None:
    every = examples(masks=20)
    few, more = share_of(every, 0.2), share_of(every, 0.6)
    assert set(few) < set(more)
    assert few != every[: len(few)]


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Write two problems: the skeleton, and one with more wrong submissions and a reference that fails."""
    made = [tmp_path / "mean-by-key", tmp_path / "mean-of-none"]
    for folder in made:
        files = skeleton_problem(folder.name)
        for number in range(3):
            files[f"{WRONG}again_{number}.py"] = files[f"{WRONG}mean_of_all.py"]
        write_problem(folder, files)
    (made[1] / "reference" / "solution.py").write_text("def mean_by_key(rows):\n    return None\n")
    return made


def proofs(folders: list[Path], engine: object, *, seconds: float) -> dict[str, Proof]:
    return {proof.slug: proof for proof in verify_within(folders, engine, lambda _: Proving(), seconds=seconds)}


def result(proof: Proof, name: StepName) -> str:
    return next(step.result for step in proof.steps if step.name is name)


def test_without_time_some_examples_are_left_and_said_to_be(folders: list[Path], engine: object) -> None:
    found = proofs(folders, engine, seconds=0)
    whole = proofs(folders[:1], engine, seconds=600)["mean-by-key"]
    some = found["mean-by-key"]
    assert some.holds, [step.faults for step in some.steps]
    assert 0 < len(some.examples) < len(whole.examples)
    assert {example.kind for example in some.examples} == {example.kind for example in whole.examples}
    left = len(whole.examples) - len(some.examples)
    assert (
        result(some, StepName.EXAMPLES)
        == f"{len(some.examples)} of {len(some.examples)} as declared; {left} not graded"
    )
    assert "not graded" not in result(whole, StepName.EXAMPLES)
    assert not found["mean-of-none"].holds


class Scripted(Pace):
    """Say in each turn what there is time for, whatever the clock says."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share
        self.told: list[tuple[float, float]] = []

    def share(self, ahead: float, seconds: float) -> float:
        return self._share

    def took(self, expected: float, seconds: float) -> None:
        self.told.append((expected, seconds))


@pytest.mark.parametrize(("mutants", "least", "most"), [(False, 5000.0, 5700.0), (True, 3000.0, 3800.0)])
def test_a_third_of_the_time_is_kept_for_mutants(
    monkeypatch: pytest.MonkeyPatch, folders: list[Path], engine: object, mutants: bool, least: float, most: float
) -> None:
    allowed: list[float] = []

    class Listening(Scripted):
        def share(self, ahead: float, seconds: float) -> float:
            allowed.append(seconds)
            return super().share(ahead, seconds)

    monkeypatch.setattr(within, "Pace", lambda: Listening(0.0))
    proofs_of = verify_within(folders, engine, lambda _: Proving(mutants=mutants), seconds=6000)
    next(proofs_of)
    proofs_of.close()
    assert allowed
    assert all(least < seconds < most for seconds in allowed), allowed


class Recorded:
    """What is graded and said, in the order of it; with `at_lock`, whether the first problem had its lock then."""

    def __init__(self, lock: Path) -> None:
        self._lock = lock
        self.graded: list[tuple[str, tuple[str, ...]]] = []
        self.said: list[str] = []
        self.locked: list[bool] = []
        self.paces: list[Scripted] = []
        self.concluded: list[Graded] = []

    def how_of(self, folder: Path) -> Proving:
        def run(batch: Batch, entries: tuple[Entry, ...]) -> None:
            self.graded.append((folder.name, tuple(entry.candidate for entry in entries)))
            self.locked.append(self._lock.exists())
            batch.run(entries)

        return Proving(run_batch=run, say=self.said.append)

    def pace(self, share: float) -> Scripted:
        self.paces.append(Scripted(share))
        return self.paces[-1]

    def conclude(self, graded: Graded, engine: Engine, how: Proving) -> Examined:
        self.concluded.append(graded)
        return conclude(graded, engine, how)

    def of(self, name: str) -> list[str]:
        return [candidate for folder, candidates in self.graded if folder == name for candidate in candidates]


@pytest.fixture
def in_turns(monkeypatch: pytest.MonkeyPatch, folders: list[Path], engine: object):
    """Return a function that proves the problems where each turn has time for such a share of what is left."""

    for folder in folders:
        for path in (folder / "submissions" / "slow").iterdir():
            path.unlink()

    def prove(*shares: float) -> tuple[list[Proof], Recorded]:
        turns = iter(shares)
        recorded = Recorded(folders[0] / LOCK_NAME)
        monkeypatch.setattr(within, "Pace", lambda: recorded.pace(next(turns, 0.0)))
        monkeypatch.setattr(within, "conclude", recorded.conclude)
        return list(verify_within(folders, engine, recorded.how_of, seconds=600)), recorded

    return prove


def test_what_was_left_out_is_graded_in_a_second_turn_and_nothing_twice(in_turns, folders: list[Path]) -> None:
    found, recorded = in_turns(0.0, 1.0)
    assert [proof.slug for proof in found] == ["mean-of-none", "mean-by-key"], "what is at fault waits for no turn"
    whole = found[-1]
    assert whole.holds, [step.faults for step in whole.steps]
    count = len(whole.examples)
    assert result(whole, StepName.EXAMPLES) == f"{count} of {count} as declared"
    assert len(recorded.of("mean-by-key")) == len(set(recorded.of("mean-by-key"))) == count
    assert [example.path for example in whole.examples] == drawn(folders[0], 1.0)[0]
    assert len(recorded.graded) > 1
    assert not any(recorded.locked)
    assert whole.lock is LockState.WRITTEN
    left = count - len(recorded.graded[0][1])
    assert recorded.said[-2:] == [
        f"mean-by-key: {left} examples wait for a second turn",
        f"mean-by-key: second turn, for {left} examples (1 of 1)",
    ]


def drawn(folder: Path, share: float) -> tuple[list[str], list[str]]:
    """Return the paths of the examples that such a share has, and of those that it has not."""
    every = example_submissions(load_problem(folder, need_lock=False))
    some = [example.path for example in share_of(every, share)]
    return some, [example.path for example in every if example.path not in some]


def a_wrong(paths: list[str]) -> str:
    return next(path for path in paths if path.startswith(WRONG))


def make_faulty(folder: Path, path: str) -> None:
    reference = (folder / "reference" / "solution.py").read_text()
    (folder / path).write_text(f'"""correctness: there is no mistake."""\n{reference}')


def test_a_second_turn_takes_a_share_of_what_the_first_left_out(in_turns, folders: list[Path]) -> None:
    found, recorded = in_turns(0.25, 0.5)
    some, left = drawn(folders[0], 0.25 + 0.5 * 0.75)
    assert [example.path for example in found[-1].examples] == some
    assert set(drawn(folders[0], 0.25)[0]) < set(some)
    assert result(found[-1], StepName.EXAMPLES).endswith(f"; {len(left)} not graded")
    [(_, first)], [(expected, second)] = (pace.told for pace in recorded.paces)
    assert first + second == pytest.approx(recorded.concluded[-1].seconds)
    count = len(drawn(folders[0], 0.25)[0])
    assert expected == pytest.approx(0.5 * (len(some) + len(left) - count) * first / count)


def test_without_time_for_a_second_turn_nothing_more_is_graded(in_turns, folders: list[Path]) -> None:
    found, recorded = in_turns(0.0, 0.0)
    assert found[-1].holds
    assert len(recorded.of("mean-by-key")) == len(found[-1].examples)
    assert result(found[-1], StepName.EXAMPLES).endswith(f"; {len(drawn(folders[0], 0.0)[1])} not graded")
    assert not any("second turn, for" in line for line in recorded.said)
    assert [len(pace.told) for pace in recorded.paces] == [1, 0], (
        "where nothing was graded, nothing is known of the pace"
    )


def test_a_fault_of_the_second_turn_keeps_the_lock_from_being_written(in_turns, folders: list[Path]) -> None:
    faulty = a_wrong(drawn(folders[0], 0.0)[1])
    make_faulty(folders[0], faulty)
    found, recorded = in_turns(0.0, 1.0)
    [fault] = next(step.faults for step in found[-1].steps if step.name is StepName.EXAMPLES)
    assert fault.startswith(faulty)
    assert found[-1].lock is LockState.STALE
    assert not (folders[0] / LOCK_NAME).exists()
    assert not any(recorded.locked)


def test_what_is_at_fault_after_the_first_turn_has_no_second_one(in_turns, folders: list[Path]) -> None:
    faulty = a_wrong(drawn(folders[0], 0.0)[0])
    make_faulty(folders[0], faulty)
    found, recorded = in_turns(0.0, 1.0)
    assert [proof.slug for proof in found] == ["mean-by-key", "mean-of-none"]
    assert result(found[0], StepName.EXAMPLES).endswith(f"; {len(drawn(folders[0], 0.0)[1])} not graded")
    assert len(recorded.of("mean-by-key")) == len(found[0].examples)
    assert found[0].lock is LockState.STALE


def test_where_time_suffices_there_is_one_turn(in_turns) -> None:
    found, recorded = in_turns(1.0)
    assert [proof.slug for proof in found] == ["mean-by-key", "mean-of-none"]
    assert found[0].lock is LockState.WRITTEN
    assert recorded.said == [
        "mean-by-key: running the reference and the starter",
        "mean-of-none: running the reference and the starter",
    ]


def test_what_is_left_is_expected_to_take_as_long_as_what_was_graded(folders: list[Path]) -> None:
    begun = Begun(
        folder=folders[0],
        problem=None,
        findings=(),
        steps=(),
        decided={},
        lanes=2,
        seconds=1.0,
        examples_seconds=9.0,
    )
    none = ExamplesOutcome(
        step=Step(name=StepName.EXAMPLES, result=""), examples=(), left=5, uncaught=(), stopped=False
    )
    some = replace(none, examples=(an_example("a"), an_example("b")))
    assert Graded(begun=begun).seconds_ahead == 9.0
    assert Graded(begun=begun, outcome=none, left=5).seconds_ahead == 9.0
    assert Graded(begun=begun, outcome=some, left=3, seconds=4.0).seconds_ahead == 6.0


def an_example(name: str) -> ExampleProof:
    return ExampleProof(
        path=f"{WRONG}{name}.py",
        kind=ExampleKind.WRONG,
        declared="",
        expects="correctness",
        status=GradeStatus.GRADED,
        score=0.0,
        got={},
        seconds=1.0,
        slowest_seconds=1.0,
        tests_seconds=1.0,
        failed_tests=(),
    )
