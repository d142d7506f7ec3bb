"""Prove many problems in so many minutes: their own code, then the examples, then the mutants.

    own code --> first turn: a share of the examples --> second turn: those left out --> lock, fairness --> mutants
                                        `--> at fault, or none left out -----------------^

What counts most comes first. Where two thirds of the minutes (all of them, without mutants) do not suffice for all
examples, every problem gives up the same share of them. How long they take is known better then: what there is still
time for is graded in a second turn, of each problem again the same share. Whatever is left, a third at least, is shared
out evenly among the problems' mutants: a library that has more and more examples is still tried with mutants.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from runner.proving.pace import Pace
from runner.proving.proof import Proof
from runner.proving.verify import Graded, Proving, begin, conclude, grade_share, try_mutants
from sandbox.engine import Engine

HowOf = Callable[[Path], Proving]
_ROOM = 0.95  # of the time: what runs when it is over is not broken off
_FOR_MUTANTS = 1 / 3  # of the time that is left when each problem's own code has run


def verify_within(folders: Sequence[Path], engine: Engine, how_of: HowOf, *, seconds: float) -> Iterator[Proof]:
    """Yield each problem's proof when it is complete, all of them after about so many seconds.

    Raises SandboxError where the engine fails, KeyboardInterrupt where stopped.
    """
    ends = time.monotonic() + seconds
    begun = [Graded(begun=begin(folder, engine, how_of(folder))) for folder in folders]
    kept = _FOR_MUTANTS * (ends - time.monotonic()) if any(how_of(folder).mutants for folder in folders) else 0.0
    waiting = []
    for graded in _with_examples(begun, engine, how_of, ends=ends - kept):
        how = how_of(graded.begun.folder)
        examined = conclude(graded, engine, how)
        if examined.sound and how.mutants:
            proof = examined.proof
            how.say(
                f"{proof.slug}: examined in {proof.seconds:.0f} s, {len(proof.examples)} examples; mutants come later"
            )
            waiting.append((examined, how))
        else:
            yield examined.proof
    for done, (examined, how) in enumerate(waiting):
        left = (ends - time.monotonic()) / (len(waiting) - done)
        yield try_mutants(examined, engine, how, minutes=left / 60)


def _with_examples(begun: Sequence[Graded], engine: Engine, how_of: HowOf, *, ends: float) -> Iterator[Graded]:
    """Yield each problem when no more of its examples are to be graded."""
    again = []
    for graded in _turn(begun, engine, how_of, ends=ends):
        if graded.sound and graded.left:
            how_of(graded.begun.folder).say(f"{_name(graded)}: {graded.left} examples wait for a second turn")
            again.append(graded)
        else:
            yield graded
    yield from _turn(again, engine, how_of, ends=ends)


def _turn(problems: Sequence[Graded], engine: Engine, how_of: HowOf, *, ends: float) -> Iterator[Graded]:
    """Grade the same share of what each problem left out, and yield it."""
    pace = Pace()
    for number, before in enumerate(problems):
        how = how_of(before.begun.folder)
        ahead = sum(each.seconds_ahead for each in problems[number:])
        part = pace.share(ahead, (ends - time.monotonic()) * _ROOM)
        if before.left and part:
            how.say(f"{_name(before)}: second turn, for {before.left} examples ({number + 1} of {len(problems)})")
        after = grade_share(before, engine, how, share=before.share + part * (1 - before.share))
        if _count(after) > _count(before):
            pace.took(part * before.seconds_ahead, after.seconds - before.seconds)
        yield after


def _name(graded: Graded) -> str:
    return graded.begun.folder.resolve().name


def _count(graded: Graded) -> int:
    return 0 if graded.outcome is None else len(graded.outcome.examples)
