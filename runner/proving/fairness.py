"""What a program can tell of a problem's fairness: does the brief promise what tests ask, is there room in the limits?

Each finding is a sentence that says what, where and how to mend it. In a plain `verify` they are to be considered; in
the whole proof, with mutants, they are faults.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from runner.catalog import ExampleKind, example_submissions
from runner.model import Problem
from runner.proving.brief import DECISIONS, Brief
from runner.proving.proof import ExampleProof, Step, StepName
from runner.proving.reading import names_taken, repeated_inputs, tolerances
from runner.proving.room import ROOM, too_near

FEWEST_ACCEPTED, FEWEST_WRONG = 3, 8


def fairness_step(problem: Problem, examples: tuple[ExampleProof, ...], *, strict: bool) -> Step:
    """Return the step: its findings are faults if `strict`, else doubts."""
    found = (*_brief(problem), *_names(problem), *_tolerances(problem), *_inputs(problem))
    if examples:
        found += (*_counts(problem), *_limits(problem, examples))
    result = f"{len(found)} finding(s)" if found else "nothing found"
    return Step(
        name=StepName.FAIRNESS, result=result, faults=found if strict else (), doubts=() if strict else tuple(found)
    )


def _brief_of(problem: Problem) -> Brief:
    return Brief(problem.files["brief.md"].decode("utf-8", "replace"))


def _brief(problem: Problem) -> Iterator[str]:
    brief = _brief_of(problem)
    for name in brief.missing_sections():
        yield f"brief.md: has no section `## {name}`: every brief has the same ones, so that nothing is forgotten"
    if not brief.says(DECISIONS):
        yield f"brief.md: does not ask for {DECISIONS}: say what it is to hold, and that it is read, not scored"


def _names(problem: Problem) -> Iterator[str]:
    brief = _brief_of(problem)
    for name, file in names_taken(problem).items():
        if not brief.says(name):
            yield f"brief.md: never mentions {name}, which {file} imports: describe it, or leave it out of the tests"


def _tolerances(problem: Problem) -> Iterator[str]:
    stated = _brief_of(problem).tolerances()
    told: set[str] = set()
    for place in tolerances(problem):
        if place.text in told or any(number <= place.value * (1 + 1e-9) for number in stated):
            continue
        told.add(place.text)
        yield (
            f"{place.file}, line {place.line}: compares with {place.text}, and the brief states none so small: "
            "state it there, or compare with what is stated"
        )


def _inputs(problem: Problem) -> Iterator[str]:
    for shown, hidden in repeated_inputs(problem):
        text = hidden.text if len(hidden.text) <= 60 else f"{hidden.text[:57]}..."
        yield (
            f"{hidden.file}, line {hidden.line}: has the input {text} of the visible test in {shown.file}, line "
            f"{shown.line}: whoever fits the examples passes it; take another"
        )


def _counts(problem: Problem) -> Iterator[str]:
    examples = example_submissions(problem)
    accepted = [example for example in examples if example.kind is ExampleKind.ACCEPTED]
    shapes = {_shape(b"".join(file.data for file in example.files)) for example in accepted}
    wrong = sum(example.kind is ExampleKind.WRONG for example in examples)
    if len(accepted) < FEWEST_ACCEPTED:
        yield f"submissions/accepted: has {len(accepted)}, fewer than {FEWEST_ACCEPTED}: solve it by other means too"
    elif len(shapes) < len(accepted):
        yield "submissions/accepted: two differ in names and comments alone: solve it by really different means"
    if wrong < FEWEST_WRONG:
        yield f"submissions/wrong: has {wrong}, fewer than {FEWEST_WRONG}: write down more mistakes that people make"


def _shape(source: bytes) -> str:
    """Return what a program does, without its names, texts and comments."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return repr(source)
    return " ".join(type(node).__name__ for node in ast.walk(tree))


def _limits(problem: Problem, examples: tuple[ExampleProof, ...]) -> Iterator[str]:
    for example in examples:
        for limit in too_near(problem.limits, example):
            yield (
                f"problem.toml, {limit.name}: {limit.seconds:g} s is less than {ROOM} times the "
                f"{limit.took_seconds:.1f} s that {example.path} took at best: raise the limit or ask less of the test "
                "(if the machine was busy, verify again)"
            )
