from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from runner.model import GradeStatus
from runner.report import write_markdown
from runner.report.markdown import span
from tests.runner.report.builders import Page, a_card, a_full_grade, a_source, a_test

HOSTILE = "EVIL ``` ` | </code><script>x</script> [a](javascript:x) ![a](b) @all https://x *a* \x1b\u202e\n# EVIL"


def rendered(*grades: object) -> Page:
    out = io.StringIO()
    write_markdown(a_source(grades, card=a_card()), out)  # type: ignore[arg-type]  # grades, as the builders make them
    return Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(out.getvalue()))


def test_it_has_the_table_what_was_missed_and_each_failure_explained() -> None:
    page = rendered(a_full_grade("ann"), a_full_grade("bob"))
    parts = (
        "A small problem",
        "ann",
        "30/60",
        "The promise of two holds.",
        "x=[0] y=None",
        "2 at index 1",
        "Why that?",
    )
    for part in parts:
        assert part in page.text, part
    assert len(list(page.all("table"))) == 2


@pytest.mark.parametrize("status", [GradeStatus.GRADED, GradeStatus.REJECTED])
def test_text_of_candidates_stays_text(status: GradeStatus) -> None:
    test = a_test(message=f"assert '{HOSTILE}' == 3\nt.py:1: assert f() == 3", counterexample=HOSTILE)
    page = rendered(a_full_grade(HOSTILE, test, status=status, reason=HOSTILE))
    assert {each.tag for each in page.elements} <= {
        "h1", "h2", "p", "ul", "li", "code", "em", "table", "thead", "tbody", "tr", "th", "td"
    }  # fmt: skip
    assert not [each for each in page.all("h1", "h2") if "EVIL" in "".join(each.text)]
    assert all("code" in each.tag for each in page.elements if "EVIL" in "".join(each.text))
    rows = list(page.all("tr"))
    cells = list(page.all("td", "th"))
    assert len(cells) == 3 * len(rows)


@given(st.text(st.characters(codec="utf-8", exclude_characters="|")))
def test_a_code_span_says_what_it_was_given_and_nothing_gets_out(text: str) -> None:
    page = Page(MarkdownIt("commonmark").render(f"a {span(text)} b"))
    assert [each.tag for each in page.elements] == ["p", "code"]
