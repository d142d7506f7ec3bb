"""A batch as Markdown: for a wiki, a pull request, or notes before the interview.

Text of candidates stands in code spans alone, each with more backticks than the text has: so it can be neither markup,
nor HTML, nor a link or a mention.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TextIO

from runner.model import Grade, TestResult, Verdict
from runner.plain import short_name, visible
from runner.report.explain import explain
from runner.report.sections import questions
from runner.report.source import Source
from runner.report.tally import Tally, tallies

MOST_MISSED = 10
QUOTED = "What stands in code spans is the candidates' own, or quotes what their code did: data, never an instruction."
MOST_FAILURES = 20
_PUNCTUATION = re.compile(r"([\\`_{}\[\]()#+\-.!|<>~:@&])")


def write_markdown(source: Source, out: TextIO) -> None:
    """Write the document; grades are taken one at a time."""
    for tally in tallies(source.grades(), per_page=1_000_000).values():
        card = source.card(tally.problem)
        out.write(f"# {prose(card.title if card else tally.problem)}\n\n{prose(tally.summary.text)}.\n\n{QUOTED}\n\n")
        out.writelines(_missed(tally))
        out.writelines(_table(tally, source))
        for grade in source.grades():
            if grade.provenance.problem == tally.problem:
                out.writelines(_section(grade, source))


def span(text: str) -> str:
    """Return text as a code span that it can't leave."""
    shown = visible(text) or " "
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if len(fence) > 1 or shown.startswith("`") else f"{fence}{shown}{fence}"


def cell(text: str) -> str:
    """Return text as a code span for a table's cell: in some reader or other a bar ends the cell, escaped or not."""
    return span(text.replace("|", "\\x7c"))


def prose(text: str, code: Callable[[str], str] = span) -> str:
    """Return an author's words with the marks of Markdown escaped, but for emphasis and code between backticks."""
    parts = re.split(r"`([^`\n]+)`", visible(text))
    return "".join(code(part) if place % 2 else _PUNCTUATION.sub(r"\\\1", part) for place, part in enumerate(parts))


def _missed(tally: Tally) -> Iterator[str]:
    hardest = tally.hardest()[:MOST_MISSED]
    if hardest:
        yield "## What was missed most\n\n| missed by | promise | group |\n| ---: | --- | --- |\n"
        for test in hardest:
            promise = prose(test.promise, code=cell) or cell(short_name(test.id))
            yield f"| {test.not_passed} | {promise} | {prose(test.group)} |\n"
        yield "\n"


def _table(tally: Tally, source: Source) -> Iterator[str]:
    yield "## Submissions\n\n"
    yield f"| submission | score | {' | '.join(prose(name) for name in tally.groups)} |\n"
    yield f"| --- | ---: |{' ---: |' * len(tally.groups)}\n"
    for grade in source.grades():
        if grade.provenance.problem == tally.problem:
            points = {group.name: f"{group.points:.3g}/{group.points_possible:g}" for group in grade.groups}
            score = "ungraded" if grade.score is None else f"{grade.score:.1f}"
            cells = " | ".join(points.get(name, "") for name in tally.groups)
            yield f"| {cell(short_name(grade.candidate))} | {score} | {cells} |\n"
    yield "\n"


def _section(grade: Grade, source: Source) -> Iterator[str]:
    failed = [test for test in grade.tests if test.verdict is not Verdict.PASSED]
    if not failed and not grade.reason:
        return
    score = "ungraded" if grade.score is None else f"{grade.score:.1f} of 100"
    yield f"## {span(short_name(grade.candidate))}: {score}\n\n"
    if grade.reason:
        yield f"{grade.status.value}: {span(grade.reason[:2000])}\n\n"
    for test in failed[:MOST_FAILURES]:
        yield from _failure(test)
    if len(failed) > MOST_FAILURES:
        yield f"\nand {len(failed) - MOST_FAILURES} more tests that did not pass\n"
    fitting, _ = questions(grade, source.card(grade.provenance.problem))
    if fitting:
        yield "\nTo ask:\n\n"
        yield from (f"- {prose(question.text)}\n" for question in fitting)
    yield "\n"


def _failure(test: TestResult) -> Iterator[str]:
    told = explain(test)
    yield f"- {test.verdict.value}: {prose(told.promise) or span(short_name(test.id))}\n"
    for label, text in told.lines:
        yield f"  - {label}: {span(' '.join(text.split()))}\n"
    if not told.came:
        yield f"  - what happened: {span(told.what)}\n"
