"""A candidate's `DECISIONS.md` as HTML that can do nothing: a few elements without attributes, and text.

markdown-it-py reads it; raw HTML, links and images are switched off, so their source is read as text. The markup is
written here from a list of elements. Headings become bold paragraphs: a candidate's text has no say in the outline of
the page, and can't pass for a part of the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from runner.report.plain import visible

MOST_RENDERED = 16 * 1024
MOST_SHOWN = 64 * 1024
_ELEMENTS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "strong": "strong",
    "em": "em",
}
_OFF = ["html_block", "html_inline", "link", "autolink", "image", "reference", "entity"]


def decisions_html(text: str) -> Markup:
    """Return the markup; text of unusual length is shown as it was written."""
    shown = visible(text[:MOST_SHOWN], newlines=True)
    if len(text) > MOST_RENDERED:
        note = Markup("<p>(cut)</p>") if len(text) > MOST_SHOWN else Markup("")
        return Markup("<pre>{}</pre>").format(shown) + note
    return Markup("").join(_written(_reader().parse(shown)))


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt  # only reports need it

    return MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).disable(_OFF)


def _written(tokens: Iterable[Any]) -> Iterable[Markup]:
    for token in tokens:
        kind, _, end = token.type.rpartition("_")
        if token.type in ("fence", "code_block"):
            yield Markup("<pre>{}</pre>").format(token.content)
        elif token.type == "code_inline":
            yield Markup("<code>{}</code>").format(token.content)
        elif token.type == "hr":
            yield Markup("<hr>")
        elif token.type == "inline":
            yield from _written(token.children or ())
        elif token.type in ("softbreak", "hardbreak"):
            yield Markup("<br>") if token.type == "hardbreak" else Markup("\n")
        elif kind == "heading":
            yield Markup("<p><strong>") if end == "open" else Markup("</strong></p>")
        elif kind in _ELEMENTS and end in ("open", "close"):
            hidden = token.hidden  # a paragraph of a tight list
            yield Markup("") if hidden else Markup(f"<{'/' if end == 'close' else ''}{_ELEMENTS[kind]}>")  # noqa: S704
        else:
            yield escape(token.content)
