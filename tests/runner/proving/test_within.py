"""Many problems in so many minutes: where they do not suffice, each is proved on a share of its examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import ExampleKind, ExampleSubmission, skeleton_problem, write_problem
from runner.proving import Proof, Proving, StepName, verify_within
from runner.proving.share import share_of

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
