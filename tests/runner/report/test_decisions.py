from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.report.decisions import MOST_RENDERED, decisions_html
from tests.runner.report.builders import Page

ALLOWED = {"p", "ul", "ol", "li", "blockquote", "strong", "em", "pre", "code", "hr", "br"}


def test_what_people_write_is_rendered() -> None:
    text = "# Why\n\n- **one**, *two*\n- `three`\n\n```python\nx < 1\n```\n\n1. first\n\n> quoted\n"
    page = Page(str(decisions_html(text)))
    assert [element.tag for element in page.elements] == [
        "p",
        "strong",
        "ul",
        "li",
        "strong",
        "em",
        "li",
        "code",
        "pre",
        "ol",
        "li",
        "blockquote",
        "p",
    ]
    assert "x < 1\n" in page.text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick=x>",
        "[a](javascript:x)",
        "![a](https://x/y.png)",
        "<https://x>",
        "[a]: https://x",
        "[a][b]\n\n[b]: javascript:x",
        "&lt;script&gt;",
        "```<b>\nx\n```",
        "3. start",
        "# heading",
        "<!-- -->",
        "\x1b[31m\u202e\0",
    ],
)
def test_nothing_in_it_links_loads_or_runs(text: str) -> None:
    page = Page(str(decisions_html(text)))
    assert {element.tag for element in page.elements} <= ALLOWED
    assert not any(element.attributes for element in page.elements)
    assert not page.comments


@given(st.text(st.characters(codec=None)) | st.text(alphabet="*_`#>-+1.[]()<>!&\\ \n\tab~=|"))
def test_whatever_is_written_the_elements_are_ours_without_attributes(text: str) -> None:
    page = Page(str(decisions_html(text)))
    assert {element.tag for element in page.elements} <= ALLOWED
    assert not any(element.attributes for element in page.elements)


def test_long_text_is_shown_as_it_was_written() -> None:
    page = Page(str(decisions_html("*a* " * MOST_RENDERED)))
    assert page.elements[0].tag == "pre"


@pytest.mark.parametrize(
    "part", ["*a **a ", ">", "- ", "`" * 7 + "a", "a\n> ", "[", "![](", "_*", "<a", "&", "\\", "1. "]
)
def test_text_made_to_keep_it_busy_is_rendered_all_the_same(part: str) -> None:
    page = Page(str(decisions_html(part * (MOST_RENDERED // len(part)))))
    assert {element.tag for element in page.elements} <= ALLOWED
