from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from runner.report import write_markdown
from runner.report.markdown import span
from tests.runner.report.builders import Page, a_card, a_full_grade, a_source


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


@given(st.text(st.characters(codec="utf-8")))
def test_a_code_span_says_what_it_was_given_and_nothing_gets_out(text: str) -> None:
    page = Page(MarkdownIt("commonmark").render(f"a {span(text)} b"))
    assert [each.tag for each in page.elements] == ["p", "code"]
