"""What is in a brief and what is not: everything that is hidden is a random token, and none of them is written."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from runner import model
from runner.briefs import Brief, brief_of, brief_pdf, brief_text
from runner.catalog import shipped_problems
from runner.model import Feedback, Group, Lock, LockedTest, Problem, Round, Rubric
from runner.plain import visible
from tests.runner.briefs.builders import SHIPPED, a_brief, a_full_problem, shipped
from tests.runner.briefs.reading import page_of, pdf_text, squeezed


def everything_written(brief: Brief) -> str:
    """Return all that the three formats hold, and what a PDF has besides the text on its pages."""
    data = brief_pdf(brief).data
    text = pdf_text(data) + data.decode("latin-1") + page_of(brief) + brief_text(brief)
    return squeezed(text)


def test_nothing_that_is_hidden_is_in_any_format() -> None:
    hidden: list[str] = []

    def secret() -> str:
        hidden.append("t" + secrets.token_hex(8))
        return hidden[-1]

    shown = [f"t{secrets.token_hex(8)}" for _ in range(6)]
    problem = a_full_problem(
        f"## {shown[0]}\n\n{shown[1]}\n",
        title=shown[2],
        round=Round(label=shown[3], format="live", assesses=(shown[4],), not_assessed=(shown[5],)),
        tests=model.TestRules(seed=271828182, max_examples=31337),
        groups=(Group(name=secret(), points=100, tests=f"tests/hidden/test_{secret()}.py"),),
        rubric=(Rubric(name=secret(), question=secret(), levels=(secret(), secret())),),
        lock=Lock(
            tests=(LockedTest(id=secret(), group=secret(), points=100, promise=secret()),),
            interface={secret(): secret()},
            preload=(secret(),),
            digest=secret(),
        ),
    )
    names = ("tests/hidden/test_it.py", "tests/hidden/visible.py", "tests/conftest.py", "tests/visible.py")
    names += ("reference/solution.py", "submissions/accepted/one.py", "proof/equivalent.toml", "interviewer.md")
    names += (f"tests/hidden/{secret()}.py", "brief.md.orig", "starter.py", "visible/test_it.py", "problem.toml")
    files = problem.files | {name: f"# {secret()}\ndef {secret()}(): pass\n".encode() for name in names}
    written = everything_written(brief_of(a_full_problem(**{**_values(problem), "files": files})))
    for part in shown:
        assert part in written
    for part in (*hidden, "271828182", "31337"):
        assert part not in written


def _values(problem: Problem) -> dict[str, Any]:
    names = ("title", "round", "tests", "groups", "rubric", "lock")
    return {name: getattr(problem, name) for name in names}


def test_it_has_what_a_candidate_may_know_of_the_round() -> None:
    facts = dict(a_brief().facts)
    assert facts["Assessed"] == ("first `one`", "second")
    assert facts["Not assessed"] == ("third",)
    assert facts["Time"] == ("1 hour ahead with this brief, then 30 minutes",)
    assert facts["Names"] == ("`solution.solve`", "`solution.Index`")
    assert "512 MiB of memory" in facts["Limits"]
    assert facts["You learn"][0].endswith("at most 3 different submissions of yours are graded")


def test_where_nothing_is_learned_it_does_not_say_when() -> None:
    facts = dict(a_brief(feedback=Feedback(hidden="nothing")).facts)
    assert facts["You learn"] == ("of the hidden tests: nothing",)


@pytest.mark.parametrize(("body", "left"), [("# everything \n\nx", "x"), ("# Other\n\nx", "Other"), ("x", "x")])
def test_the_heading_that_repeats_the_title_is_left_out_and_no_other(body: str, left: str) -> None:
    assert next(token.content for token in a_brief(body).body if token.type == "inline") == left


def test_names_come_from_the_modules_alone_and_a_broken_starter_has_none() -> None:
    files = {
        "starter/solution/__init__.py": b"from .inner import solve, _own\nfrom os import path\n",
        "starter/solution/inner.py": b"def solve(): ...\n",
        "starter/other.py": b"def other(): ...\n",
    }
    problem = a_full_problem()
    assert dict(brief_of(a_full_problem(files={"brief.md": b"x", **files})).facts)["Names"] == ("`solution.solve`",)
    broken = problem.files | {"starter/solution.py": b"def ("}
    assert "Names" not in dict(brief_of(a_full_problem(files=broken)).facts)


def test_a_file_from_windows_reads_the_same() -> None:
    one, other = a_brief("## A\n\nx\n\n    y\n"), a_brief("\ufeff## A\r\n\r\nx\r\n\r\n    y\r\n")
    assert brief_text(one).replace(one.origin, "") == brief_text(other).replace(other.origin, "")


@pytest.mark.parametrize("slug", SHIPPED)
def test_shipped_briefs_repeat_no_title_and_need_no_escape(slug: str) -> None:
    brief = shipped(slug)
    assert brief.body[0].tag != "h1"
    assert dict(brief.facts)["Names"]
    written = (shipped_problems() / slug / "brief.md").read_text(encoding="utf-8")
    assert visible(written, newlines=True) == written
