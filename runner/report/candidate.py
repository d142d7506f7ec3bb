"""What a candidate may see of their own grade, by the round's feedback policy: a value that holds nothing else.

    nothing   that it was graded
    score     and the points of 100
    counts    and for each group how many hidden tests passed, with the points
    names     and the title that the author gave each hidden test, with whether it passed

Every view is made of this value alone, never of a grade: what the policy withholds is not in reach of a template.
No policy lets out test ids, promises, messages, counterexamples, output, durations or anybody else's name. A title is
the name of the test's function in words; parameters are cut off, since they can be inputs or answers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from runner.model import BadInput, Card, Grade, GradeStatus, TestResult, Verdict
from runner.plain import short_name
from runner.report.code import Listing, listings
from runner.report.decisions import decisions_html
from runner.report.sections import function_of
from runner.report.source import Source


class Policy(StrEnum):
    """What candidates learn of hidden tests; each level has all that is above it."""

    NOTHING = "nothing"
    SCORE = "score"
    COUNTS = "counts"
    NAMES = "names"

    def allows(self, level: Policy) -> bool:
        """Whether something of this level may be told."""
        order = list(Policy)
        return order.index(self) >= order.index(level)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTitle:
    """Hidden tests of one title: several where an author gave one test several cases."""

    title: str
    passed: int
    tests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGroup:
    """One group as its candidate may see it."""

    name: str
    points: float
    points_possible: float
    passed: int
    tests: int
    withheld: bool
    titles: tuple[OwnTitle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """All that a candidate may see; `reason` is why it was rejected, in words about their own files.

    `max_submissions` is the round's; `later_not_graded` says that something was handed in past it.
    """

    candidate: str
    title: str
    label: str
    policy: Policy
    status: GradeStatus
    submission: str
    reason: str = ""
    score: float | None = None
    max_submissions: int | None = None
    later_not_graded: bool = False
    groups: tuple[OwnGroup, ...] = ()
    decisions: Markup | None = None
    files: tuple[Listing, ...] | None = None


def policy_of(card: Card | None, problem: str) -> Policy:
    """Return the round's policy; raises BadInput where it isn't kept with the results, since guessing could tell."""
    if card is None:
        raise BadInput(
            f"the feedback policy of {problem[:80]!r} is not kept with these results, so there is no view for "
            "candidates: give the same `prebrief grade` command again, which keeps it and grades nothing twice"
        )
    return Policy(card.feedback.hidden)


def own_view(grade: Grade, source: Source) -> OwnView:
    """Return what the candidate of a grade may see."""
    card = source.card(grade.provenance.problem)
    policy = policy_of(card, grade.provenance.problem)
    graded = grade.status is GradeStatus.GRADED
    digest = grade.provenance.submission_digest
    files = source.files(digest)
    most = card.feedback.max_submissions if card else None
    return OwnView(
        candidate=short_name(grade.candidate),
        title=card.title if card else "",
        label=card.label if card else "",
        policy=policy,
        status=grade.status,
        submission=digest[:16],
        reason=grade.reason if grade.status is GradeStatus.REJECTED else "",
        score=grade.score if graded and policy.allows(Policy.SCORE) else None,
        max_submissions=most,
        later_not_graded=graded and most is not None and bool(grade.reason),
        groups=_groups(grade, policy) if graded and policy.allows(Policy.COUNTS) else (),
        decisions=decisions_html(grade.decisions) if grade.decisions.strip() else None,
        files=None if files is None else listings(files),
    )


def title_of(test_id: str) -> str:
    """Return a test's title: its function's name in words."""
    name = function_of(test_id)
    return name.removeprefix("test_").removeprefix("test").replace("_", " ").strip() or name


def _groups(grade: Grade, policy: Policy) -> tuple[OwnGroup, ...]:
    return tuple(
        OwnGroup(
            name=group.name,
            points=group.points,
            points_possible=group.points_possible,
            passed=group.passed,
            tests=group.tests,
            withheld=bool(group.withheld),
            titles=_titles(grade.tests, group.name) if policy.allows(Policy.NAMES) else (),
        )
        for group in grade.groups
    )


def _titles(tests: tuple[TestResult, ...], group: str) -> tuple[OwnTitle, ...]:
    own = [test for test in tests if test.group == group]
    all_of = Counter(title_of(test.id) for test in own)
    passed = Counter(title_of(test.id) for test in own if test.verdict is Verdict.PASSED)
    return tuple(OwnTitle(title=title, passed=passed[title], tests=count) for title, count in all_of.items())
