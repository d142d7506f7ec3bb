"""The reference and the starter: what their runs must show before anything is frozen. Values in, sentences out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from runner.grading import RunEnding, RunOutcome
from runner.judge import Decided
from runner.model import Verdict
from runner.proving.jobs import visible_text
from runner.proving.proof import Step, StepName

_LINES = 6
_NOTHING_TO_DO = "the starter passes every visible test: add one that it fails, as worked examples do"
_SHARED = "an object of an earlier test"  # the wall's words
_SHARED_HINT = 'Objects that several tests of a file share need guest_per = "file" under [tests] in problem.toml.'
_ROOM = 5  # a limit should leave so many times what the reference needs: graders are slower than authors' machines


def reference_step(first: RunOutcome, second: RunOutcome | None, *, wall_seconds_per_test: float) -> Step:
    """Say what the reference's two runs show; `second` is None where the first one did not hold."""
    faults = _faults(first, "the reference") or _differences(first, second)
    count, slowest = len(first.collected), _slowest(first)
    result = f"{count} tests passed twice" if not faults else f"{len(faults)} of {count} tests do not hold"
    doubts = () if faults else _tight(slowest, wall_seconds_per_test)
    return Step(name=StepName.REFERENCE, result=result, faults=faults, doubts=doubts)


def earned_by_nothing(reference: Step, outcome: RunOutcome) -> Step:
    """Add what a submission earned that answers nothing: such a test gives its points away, and spoils every canary."""
    faults = tuple(
        f"{test.id}: passes on a submission that answers nothing: it asks the submission for nothing, so its points "
        "are earned by handing in anything. Let it use a result, or take it out"
        for test in outcome.decided.values()
        if test.verdict is Verdict.PASSED
    )
    if outcome.ending is not RunEnding.FINISHED:
        faults = _faults(outcome, "a submission that answers nothing")
    result = f"{len(faults)} tests pass on a submission that answers nothing" if faults else reference.result
    return replace(reference, result=result, faults=faults)


def visible_step(outcome: RunOutcome) -> Step:
    """Say whether the reference passes the visible tests."""
    faults = tuple(visible_text(fault) for fault in _faults(outcome, "the reference"))
    result = f"{len(outcome.decided)} passed" if not faults else f"{len(faults)} fault(s)"
    return Step(name=StepName.VISIBLE, result=result, faults=faults)


def starter_step(outcome: RunOutcome, *, brought_along: bool) -> Step:
    """Say whether the starter runs and leaves something to do; a suite `brought_along` may still lack visible tests."""
    unimportable = [test for test in outcome.decided.values() if test.verdict in (Verdict.ERROR, Verdict.MISSING)]
    failed = sum(test.verdict is not Verdict.PASSED for test in outcome.decided.values())
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    if outcome.ending is not RunEnding.FINISHED:
        faults = (visible_text(f"the starter can't be run by the visible tests: {shown(outcome.reason)}"),)
    elif unimportable:
        faults = tuple(visible_text(f"the starter lacks what {_told(test)}") for test in unimportable)
    elif not failed and brought_along:
        doubts = (_NOTHING_TO_DO,)
    elif not failed:
        faults = (_NOTHING_TO_DO,)
    result = f"imports, fails {failed} of {len(outcome.decided)} visible" if not faults else "does not serve"
    return Step(name=StepName.STARTER, result=result, faults=faults, doubts=doubts)


def interface_doubts(interface: Mapping[str, object]) -> tuple[str, ...]:
    """Return where tests trust a comparison that the submission itself makes."""
    plain = interface.get("plain")
    names = {str(entry) for entry in plain} if isinstance(plain, list) else set()
    modules = interface.get("modules")
    for described in modules.values() if isinstance(modules, Mapping) else ():
        for name, description in described.items():
            specials = description.get("specials") or {}
            names |= {f"{name}.{special}" for special in specials if special in ("__eq__", "__ne__")}
    return tuple(
        f"the tests use {name}, which is the submission's own code and may answer as it likes: compare plain values"
        for name in sorted(names)
    )


def shown(text: str) -> str:
    """Return the first lines of a message, indented after the first; of pytest's own report its error lines."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    errors = [line.removeprefix("E").strip() for line in lines if line.startswith("E  ")]
    chosen = [lines[0], *errors] if errors else lines
    more = ["..."] if len(chosen) > _LINES else []
    return "\n    ".join([*chosen[:_LINES], *more])


def _faults(outcome: RunOutcome, who: str) -> tuple[str, ...]:
    match outcome.ending:
        case RunEnding.FAULT:
            return (f"the tests can't be run on {who}: {shown(outcome.reason)}",)
        case RunEnding.BOX_LOST | RunEnding.JUDGE_LOST:
            where = outcome.running or "no test"
            return (f"the run on {who} was lost in {where}: {shown(outcome.reason)}",)
    failed = tuple(_told(test) for test in outcome.decided.values() if test.verdict is not Verdict.PASSED)
    silent = tuple(f"{test.id}: gave no verdict" for test in outcome.collected if test.id not in outcome.decided)
    return (*failed, *silent) or (() if outcome.collected else (f"no test was run on {who}",))


def _differences(first: RunOutcome, second: RunOutcome | None) -> tuple[str, ...]:
    if second is None:
        return ("the second run was not made",)
    broken = _faults(second, "the reference, for the second time")
    differing = tuple(
        f"{test}: outcome differs between two runs: other things were asked of the submission. Draw everything from "
        "Hypothesis's strategies or a generator with a seed, nothing from the clock, the process or what a race left"
        for test, before in first.decided.items()
        if (after := second.decided.get(test)) is not None and after.examples_digest != before.examples_digest
    )
    return (*(f"outcome differs between two runs: {fault}" for fault in broken), *differing)


def _tight(slowest: Decided | None, wall_seconds_per_test: float) -> tuple[str, ...]:
    if slowest is None or slowest.wall_seconds * _ROOM <= wall_seconds_per_test:
        return ()
    took = f"{slowest.id} took {slowest.wall_seconds:.1f} s on the reference"
    return (f"{took}; wall_seconds_per_test ({wall_seconds_per_test:g} s) is less than {_ROOM} times that",)


def _slowest(outcome: RunOutcome) -> Decided | None:
    """Return the slowest test; one that times calls takes what it takes, and has a limit of its own."""
    measuring = {test.id for test in outcome.collected if test.measures}
    plain = (test for test in outcome.decided.values() if test.id not in measuring)
    return max(plain, key=lambda test: test.wall_seconds, default=None)


def _told(test: Decided) -> str:
    hint = f"\n    {_SHARED_HINT}" if _SHARED in test.message else ""
    return f"{test.id}: {test.verdict}: {shown(test.message) or 'no message'}{hint}"
