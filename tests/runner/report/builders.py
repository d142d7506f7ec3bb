"""Sources of a report: grades, a card and kept files, benign and hostile; and a reader of the pages it writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from runner import model
from runner.model import Card, Feedback, FollowUp, Grade, Group, GroupScore, Rubric, SourceFile, Verdict
from runner.report import Source
from tests.runner.grading.builders import a_grade

VOID = {"meta", "hr", "br"}
DIGEST = "a" * 64
MESSAGE = "assert [1, 2] == [1, 3]\n  \n  At index 1 diff: 2 != 3\ntests/hidden/test_it.py:5: assert f(x) == [1, 3]"


def a_card(hidden: str = "counts", **changes: Any) -> Card:
    values: dict[str, Any] = {
        "slug": "small",
        "title": "A small problem",
        "version": "1",
        "digest": "d" * 64,
        "label": "Live coding",
        "groups": (Group(name="basics", points=60, tests="a.py"), Group(name="more", points=40, tests="b.py")),
        "feedback": Feedback(hidden=hidden),
        "rubric": (Rubric(name="Clear", question="Is it?", levels=("no", "yes")),),
        "follow_ups": (FollowUp(text="*Why* `that`?", about=("basics",)), FollowUp(text="How are you?")),
    }
    return Card(**{**values, **changes})


def a_test(name: str = "one", verdict: Verdict = Verdict.FAILED, **changes: Any) -> model.TestResult:
    values: dict[str, Any] = {
        "id": f"tests/hidden/test_it.py::test_{name}",
        "group": "basics",
        "verdict": verdict,
        "points": 30.0 if verdict is Verdict.PASSED else 0.0,
        "points_possible": 30.0,
        "promise": f"The promise of `{name}` holds.",
        "message": "" if verdict is Verdict.PASSED else MESSAGE,
        "counterexample": "" if verdict is Verdict.PASSED else "x=[0]\ny=None",
    }
    return model.TestResult(**{**values, **changes})


def a_full_grade(candidate: str = "ann", *tests: model.TestResult, **changes: Any) -> Grade:
    own = tests or (a_test("one", Verdict.PASSED), a_test("two"))
    passed = sum(test.verdict is Verdict.PASSED for test in own)
    earned = sum(test.points for test in own)
    groups = (GroupScore(name="basics", points=earned, points_possible=60.0, passed=passed, tests=len(own)),)
    values: dict[str, Any] = {"tests": own, "groups": groups, "score": min(earned, 100.0), "submission_digest": DIGEST}
    return a_grade(candidate, **{**values, **changes})


def a_source(
    grades: Sequence[Grade],
    *,
    card: Card | None = None,
    files: tuple[SourceFile, ...] | None = (SourceFile(path="solution.py", data=b"def f(x):\n    return x\n"),),
) -> Source:
    return Source(grades=lambda: iter(grades), card=lambda _: card, files=lambda _: files)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]
    within: frozenset[str] = frozenset()  # the classes of the elements around it
    text: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A page as a list of elements, each with its own text; complains about what is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.comments: list[str] = []
        self._text: list[str] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self._open, [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._element(tag, attrs)
        assert len(attrs) == len(element.attributes)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(self._element(tag, attrs))

    def _element(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        classes = [name for each in self._open for name in (each.attributes.get("class") or "").split()]
        return Element(tag, dict(attrs), tuple(each.tag for each in self._open), frozenset(classes))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open[-1].tag == tag, (self._open[-1].tag, tag)
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text.append(data)
        if not self._open or self._open[-1].tag != "style":
            self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, *tags: str) -> Iterator[Element]:
        return (element for element in self.elements if element.tag in tags)

    @property
    def text(self) -> str:
        return "".join(self._text)
