"""The follow-up questions of `interviewer.md`, and which lost groups or tests each of them fits.

    ## Follow-ups, from easy to deep

    1. *Why divide by the root?* Variance.            fits whatever was lost
    2. [masks] *Who is helped by zeros?* ...          fits where the group `masks` lost points
    3. [masks, test_scale_zero] *What if ...?* ...    a test is named by its function

The section is the first one of level two whose title begins with "Follow-up". An item goes on over indented lines.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from runner.catalog.finding import Finding, Level
from runner.model import FollowUp, Problem

GUIDE = "interviewer.md"
_SECTION = re.compile(r"^##\s+follow-ups?\b", re.IGNORECASE)
_ITEM = re.compile(r"^(?:\d{1,4}[.)]|[-*+])\s+(.*)$")
_ABOUT = re.compile(r"^\[([a-z0-9_,\s-]+)\]\s*(?!\()")
_MOST_ITEMS = 200


def follow_ups(problem: Problem) -> tuple[FollowUp, ...]:
    """Return the guide's questions in its own order; () where the guide has no such section."""
    text = problem.files.get(GUIDE, b"").decode("utf-8", "replace")
    return tuple(_follow_up(item) for item in _items(_section(text)))[:_MOST_ITEMS]


def check_guide(problem: Problem) -> Iterator[Finding]:
    """Yield a warning for each bracket that names neither a group nor a test function."""
    known = {group.name for group in problem.groups} | set(_test_functions(problem))
    for question in follow_ups(problem):
        for name in question.about:
            if name not in known:
                yield Finding(
                    file=GUIDE,
                    key="Follow-ups",
                    what=f"[{name[:60]}] is neither a group nor a hidden test: {question.text[:50]!r}",
                    remedy=f"Name one of the groups ({', '.join(group.name for group in problem.groups)}) or a test.",
                    level=Level.WARNING,
                )


def _section(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        if line.startswith(("# ", "## ")):
            if inside:
                return
            inside = bool(_SECTION.match(line))
        elif inside:
            yield line


def _items(lines: Iterable[str]) -> Iterator[str]:
    """Yield each item on one line; a line that is neither an item nor indented ends the item before it."""
    item: list[str] = []
    for line in lines:
        begins = _ITEM.match(line)
        if begins or not line.startswith((" ", "\t")):
            if item:
                yield " ".join(item)
            item = [begins[1].strip()] if begins else []
        elif item and line.strip():
            item.append(line.strip())
    if item:
        yield " ".join(item)


def _follow_up(item: str) -> FollowUp:
    about = _ABOUT.match(item)
    if about is None:
        return FollowUp(text=item)
    names = tuple(name.strip() for name in about[1].split(",") if name.strip())
    return FollowUp(text=item[about.end() :].strip(), about=names)


def _test_functions(problem: Problem) -> Iterator[str]:
    for group in problem.groups:
        try:
            tree = ast.parse(problem.files.get(group.tests, b""))
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue
        yield from (
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
        )
