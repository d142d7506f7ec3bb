"""All cases on real Docker, made from the steps of a run that nobody disturbed.

    calls       each call fails: before it is done, and after it was done when the answer is lost
    runner      the run is killed at each step: calls, the judge's events, files; and in the middle of writing
    sandbox     judge, worker, box, the box that is started ahead, a guest, killed wherever they are
    twice       two faults, one after another
    engine      the engine itself is killed (an engine of the test's own)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

from tests.faults.killing import Hit
from tests.faults.scene import Case
from tests.faults.steps import FAILURES, Act

AREAS = ("calls", "runner", "sandbox", "twice", "engine")
_LAST_CALLS = ("remove_container judge", "remove_volume")


def cases_of(area: str, steps: Sequence[str]) -> tuple[Case, ...]:
    """Return the cases of an area for a run that has these steps."""
    match area:
        case "calls":
            return tuple(_calls(steps))
        case "runner":
            return tuple(_runner(steps))
        case "sandbox":
            return tuple(_sandbox(steps))
        case "twice":
            return tuple(_twice())
        case "engine":
            return tuple(_engine(steps))
    raise ValueError(f"no area is called {area!r}")


def _calls(steps: Sequence[str]) -> Iterator[Case]:
    kinds = cycle(FAILURES)
    yield from (_case(step, f"fail {next(kinds)}") for step in steps if _is_call(step))


def _runner(steps: Sequence[str]) -> Iterator[Case]:
    for step in steps:
        if step.startswith("after ") or not step.startswith(("before ", "wrong: ")):
            yield _case(step, "die")
    yield from (_case(step, "die") for step in steps if step.startswith("before fsync"))
    yield from (_case("good: finished", f"cut {size}") for size in (100, 2000))
    yield _case("wrong: finished", "cut 4500")
    yield from (_case(f"open .{name}.part", "cut 100") for name in ("results.jsonl", "grades.csv", "junit.xml"))


def _sandbox(steps: Sequence[str]) -> Iterator[Case]:
    lived = steps[steps.index("after start judge 1") : steps.index("before remove_container judge 1")]
    boxed = steps[steps.index("after start box 1-1") : steps.index("before remove_container judge 1")]
    marks = [step for step in boxed if step.startswith("good: ") or step == "wrong: collected" or "fsync" in step]
    for step in (lived[0], lived[1], *marks):
        yield _case(step, f"kill {Hit.JUDGE}")
    for step in (boxed[0], boxed[1], *marks):
        yield _case(step, f"kill {Hit.BOX}")
    for step in ("after start box 1-2", "good: started test_of_three", "good: finished", "before fsync journal.jsonl"):
        yield _case(step, f"kill {Hit.NEXT_BOX}")
    for name in ("three", "nothing", "any"):
        yield _case(f"good: started test_of_{name}", f"kill {Hit.WORKER}")
        yield _case(f"good: started test_of_{name}", f"kill {Hit.IMPORTING}")
    for name in ("three", "any"):
        yield _case(f"good: started test_of_{name}", f"kill {Hit.CALLED}")


def _twice() -> Iterator[Case]:
    """Pairs of faults; the second meets the submission when it is alone, for the first one's sake."""
    first = Act(at="good: started test_of_three", do=f"kill {Hit.BOX}")
    for who in (Hit.BOX, Hit.JUDGE, Hit.WORKER, Hit.IMPORTING):
        yield _cases(f"box, then {who}", first, Act(at="good: started test_of_any", do=f"kill {who}"))
    ahead = Act(at="before create_container box 1-1", do="fail cut")
    yield _cases("no box, then the box", ahead, Act(at="good: started test_of_any", do=f"kill {Hit.BOX}"))
    yield _cases("no box, then the judge", ahead, Act(at="good: started test_of_three", do=f"kill {Hit.JUDGE}"))
    shot = Act(at="good: started test_of_three", do=f"kill {Hit.IMPORTING}")
    for who in (Hit.BOX, Hit.JUDGE, Hit.WORKER):  # while the first kill is looked at again
        yield _cases(f"guest, then {who}", shot, Act(at="good: started test_of_three #2", do=f"kill {who}"))
    yield _cases("guest, then the run", shot, Act(at="good: started test_of_three #2", do="die"))
    yield _cases("box, then the run", first, Act(at="good: started test_of_any", do="die"))
    yield _cases("box, then no lane", first, Act(at="before create_container judge 2", do="fail late"))


def _engine(steps: Sequence[str]) -> Iterator[Case]:
    begin = steps.index("before containers prebrief.processor")
    for step in steps[begin:]:
        ours = step.startswith(("before ", "good: ")) and "fsync ." not in step
        if ours and (step.startswith("good: ") or _is_call(step) or "journal" in step):
            yield _case(step, f"kill {Hit.ENGINE}")


def _is_call(step: str) -> bool:
    return step.startswith(("before ", "after ")) and "fsync" not in step


def _case(step: str, do: str) -> Case:
    return _cases(f"{do} at {step}", Act(at=step, do=do))


def _cases(name: str, *acts: Act) -> Case:
    return Case(name=name, acts=acts)
