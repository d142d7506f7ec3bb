"""The page: self-contained, under a policy that lets nothing act, with an outline; and hostile Markdown in it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.briefs import brief_text
from runner.briefs.page import brief_markup
from runner.report.paper import policy
from tests.runner.briefs.builders import SHIPPED, a_brief, shipped
from tests.runner.briefs.reading import page_of
from tests.runner.report.builders import Page
from tests.runner.report.hostile_text import FRAGMENTS

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "div", "h1", "h2", "h3", "h4", "h5", "h6", "p",
    "nav", "main", "dl", "dt", "dd", "ul", "ol", "li", "code", "pre", "span", "strong", "em", "blockquote", "table",
    "thead", "tbody", "tr", "th", "td", "hr", "br",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "aria-label", "role", "tabindex",
    "scope",
}  # fmt: skip


def harmless(text: str) -> Page:
    """Return the page as parsed, once nothing in it can act, load or leave."""
    page = Page(text)
    assert {element.tag for element in page.elements} <= ALLOWED
    assert not page.comments
    for element in page.elements:
        assert set(element.attributes) <= ATTRIBUTES
        assert (element.attributes.get("href") or "#").startswith("#")
    policies = [each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes]
    assert policies == [policy()]
    return page


@pytest.mark.parametrize("slug", SHIPPED)
def test_a_shipped_brief_is_a_harmless_page_whose_links_and_ranks_hold(slug: str) -> None:
    text = page_of(shipped(slug))
    page = harmless(text)
    anchors = [element.attributes["id"] for element in page.elements if element.attributes.get("id")]
    assert len(set(anchors)) == len(anchors)
    assert {(link.attributes["href"] or "")[1:] for link in page.all("a")} <= set(anchors)
    ranks = [int(element.tag[1]) for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    assert ranks.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(ranks))
    assert text == page_of(shipped(slug))


def test_markdown_becomes_the_elements_that_it_means() -> None:
    page = harmless(page_of(a_brief()))
    assert [element.text for element in page.all("th")] == [["left"], ["right"], []]
    assert {element.attributes.get("scope") for element in page.all("th")} == {"col"}
    assert [element.text for element in page.all("td") if element.attributes.get("class") == "num"] == [["1"], ["22"]]
    assert 'x = "ends in a fence"' in page.text
    assert "f(x) | g(x)" in page.text
    assert [e.tag for e in page.elements if e.tag in ("h4", "h5", "h6")] == []


@pytest.mark.parametrize("kind", FRAGMENTS)
def test_hostile_text_in_every_place_is_text(kind: str) -> None:
    for part in ("".join(FRAGMENTS[kind]), "\n\n".join(FRAGMENTS[kind])):
        inner = part.replace("\n", " ")
        body = (
            f"## {inner}\n\n{part}\n\n- {part}\n\n`{inner}`\n\n|{inner}|\n|-|\n|{inner}|\n\n```{inner}\n{part}\n```\n"
        )
        harmless(page_of(a_brief(body, title=part, authors=(part,), version=part)))


@pytest.mark.parametrize(
    "part",
    [
        "[x](https://x.example)",
        "![x](https://x.example/y.png)",
        "<b>x</b>",
        "<https://x.example>",
        "&lt;",
        "<!-- x -->",
    ],
)
def test_links_images_and_raw_html_are_shown_as_they_were_written(part: str) -> None:
    brief = a_brief(f"{part}\n\n- a {part}\n\n|a|\n|-|\n|{part}|\n")
    assert harmless(page_of(brief)).text.count(part) == 3
    assert brief_text(brief).count(part) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8")) | st.text(alphabet="*_`#>-+1.[]()<>!&\\ \n\tab~=|:"))
def test_whatever_is_written_its_elements_are_ours(text: str) -> None:
    page = Page(str(brief_markup(a_brief(text))[0]))
    assert {element.tag for element in page.elements} <= ALLOWED
    assert all(set(element.attributes) <= ATTRIBUTES for element in page.elements)
