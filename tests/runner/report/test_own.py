"""What candidates get: every secret of a batch is a random token, and none is in a file whose policy withholds it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from runner import model
from runner.model import BadInput, Feedback, FollowUp, Grade, GradeStatus, GroupScore, Rubric, SourceFile, Verdict
from runner.report import file_stem, write_all_own, write_own
from runner.report.candidate import Policy, title_of
from tests.runner.report.builders import Page, a_card, a_full_grade, a_source, a_test

POLICIES = [policy.value for policy in Policy]


@dataclass(frozen=True, slots=True)
class Planted:
    """A batch in which everything has a name of its own; `by_level` are the secrets that a policy sets free."""

    grades: tuple[Grade, ...]
    never: tuple[str, ...]
    by_level: dict[str, tuple[str, ...]]
    own: tuple[str, ...]


def token() -> str:
    """Return letters that occur nowhere by chance."""
    return "t" + secrets.token_hex(8)


def planted() -> Planted:
    never: list[str] = []
    titles: list[str] = []

    def secret() -> str:
        never.append(token())
        return never[-1]

    def planted_test(verdict: Verdict) -> model.TestResult:
        titles.append(token())
        name = f"{titles[-1]}[{secret()}::{secret()}]"
        return a_test(
            name,
            verdict,
            id=f"tests/hidden/test_{secret()}.py::Test{secret()}::test_{name}",
            promise=secret(),
            message=f"assert '{secret()}'\n  \n  Obtained: {secret()}\n  Expected: {secret()}\n{secret()}.py:3: x",
            counterexample=f"x={secret()}",
            output=secret(),
            examples_digest=secret(),
            wall_seconds=731_337_313.25,
            cpu_seconds=819_118_191.75,
            peak_bytes=99_999_999_999,
        )

    group, withheld = token(), secret()
    tests = tuple(planted_test(verdict) for verdict in Verdict)
    score = GroupScore(name=group, points=17.25, points_possible=61.5, passed=1, tests=len(tests), withheld=withheld)
    tests = tuple(replace(test, group=group) for test in tests)
    code, why = token(), token()
    ann = a_full_grade(
        "ann",
        *tests,
        groups=(score,),
        score=17.25,
        decisions=f"Because {why}.",
        cpu_seconds=819_118_191.75,
        wall_seconds=731_337_313.25,
        peak_bytes=99_999_999_999,
        reason=secret(),
        engine=secret(),
        prebrief=secret(),
        image_digest=secret(),
        graded_at=secret(),
        problem_digest=secret(),
        seed=271828182,
        problem_version=secret(),
    )
    others = tuple(
        a_full_grade(
            secret(), a_test(secret(), message=secret()), status=status, score=None, reason=secret(), decisions=secret()
        )
        for status in GradeStatus
    )
    never += ["731337313", "731,337", "819118191", "819,118", "99999999999", "99,999", "271828182"]
    never += [verdict for verdict in Verdict if "_" in verdict]
    by_level = {"nothing": (), "score": ("17.2",), "counts": (group, "61.5"), "names": tuple(titles)}
    return Planted(grades=(*others, ann), never=tuple(never), by_level=by_level, own=(code, why, "ann"))


@pytest.mark.parametrize("hidden", POLICIES)
def test_nothing_is_in_the_file_but_what_the_policy_allows(tmp_path: Path, hidden: str) -> None:
    batch = planted()
    secrets_of_card = [token() for _ in range(6)]
    card = a_card(
        hidden,
        follow_ups=(
            FollowUp(text=secrets_of_card[0], about=(batch.by_level["counts"][0],)),
            FollowUp(text=secrets_of_card[1]),
        ),
        rubric=(Rubric(name=secrets_of_card[2], question=secrets_of_card[3], levels=(secrets_of_card[4], "b")),),
        digest=secrets_of_card[5],
    )
    files = (SourceFile(path="solution.py", data=f"x = '{batch.own[0]}'\n".encode()),)
    source = a_source(batch.grades, card=card, files=files)
    write_own(tmp_path / "ann.html", source.only(candidate="ann"))
    data = (tmp_path / "ann.html").read_bytes()
    for word in (*batch.never, *secrets_of_card):
        assert word.encode() not in data, word
    for level, words in batch.by_level.items():
        allowed = POLICIES.index(level) <= POLICIES.index(hidden)
        for word in words:
            assert (word.encode() in data) == allowed, (level, word)
    for word in batch.own:
        assert word.encode() in data
    write_all_own(tmp_path / "all", source)
    assert (tmp_path / "all" / f"{file_stem(batch.grades[-1])}.html").read_bytes() == data


def test_a_rejected_submission_is_told_why_and_an_ungraded_one_is_not_told_of_our_troubles(tmp_path: Path) -> None:
    for status, shown in ((GradeStatus.REJECTED, True), (GradeStatus.UNGRADED, False)):
        grade = a_full_grade("ann", status=status, score=None, reason="it holds no solution.py", tests=(), groups=())
        write_own(tmp_path / "ann.html", a_source([grade], card=a_card("nothing")))
        assert ("it holds no solution.py" in (tmp_path / "ann.html").read_text()) == shown


@pytest.mark.parametrize("hidden", POLICIES)
@pytest.mark.parametrize(("most", "reason"), [(None, ""), (3, ""), (3, "a later one was not graded")])
def test_a_candidate_is_told_the_limit_and_that_a_later_submission_is_past_it(
    tmp_path: Path, hidden: str, most: int | None, reason: str
) -> None:
    card = a_card(feedback=Feedback(hidden=hidden, max_submissions=most))
    write_own(tmp_path / "ann.html", a_source([a_full_grade("ann", reason=reason)], card=card))
    text = Page((tmp_path / "ann.html").read_text(encoding="utf-8")).text
    assert ("At most 3 different submissions of yours are graded." in text) == (most is not None)
    assert ("What you handed in last is not among them" in text) == bool(reason)
    assert "a later one" not in text, "the sentence is the page's own, not the grade's"


def test_without_the_rounds_policy_there_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="feedback policy"):
        write_own(tmp_path / "ann.html", a_source([a_full_grade("ann")]))
    assert not list(tmp_path.iterdir())


def test_one_page_is_of_one_grade(tmp_path: Path) -> None:
    source = a_source([a_full_grade("ann"), a_full_grade("ann", problem="other")], card=a_card())
    with pytest.raises(BadInput, match="--problem"):
        write_own(tmp_path / "ann.html", source.only(candidate="ann"))
    write_own(tmp_path / "ann.html", source.only(candidate="ann", problem="other"))
    with pytest.raises(BadInput, match="no such submission"):
        write_own(tmp_path / "ann.html", source.only(candidate="bob"))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", "", ".", "CON", "\ud800", "x" * 300, "\n", "<b>", "-rf", "~"]
)
def test_a_file_name_has_plain_letters_whatever_the_candidate_is_called(tmp_path: Path, name: str) -> None:
    stem = file_stem(a_full_grade(name))
    assert stem.replace("-", "").isalnum()
    assert stem.isascii()
    assert len(stem) <= 60
    write_all_own(tmp_path / "out", a_source([a_full_grade(name), a_full_grade(name + "'")], card=a_card()))
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("test", "title"),
    [
        ("tests/hidden/test_it.py::test_sums_of_rows", "sums of rows"),
        ("tests/hidden/test_it.py::TestIt::test_sums[7-answer42]", "sums"),
        ("tests/hidden/test_it.py::test_sums[a::b::answer]", "sums"),
        ("tests/hidden/test_it.py::test_sums[[answer]]", "sums"),
    ],
)
def test_a_title_has_no_parameters(test: str, title: str) -> None:
    assert title_of(test) == title
