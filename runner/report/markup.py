"""Markdown of others as HTML that can do nothing: a few elements without attributes, and text.

markdown-it-py reads it; raw HTML, links and images are switched off, so their source is read as text. The markup is
written here from a list of elements. Headings become bold paragraphs: whose text it is has no say in the outline of
the page, unless whoever writes the page gives it one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from markupsafe import Markup, escape

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


def read(text: str, *, tables: bool = False, deepest: int = 12) -> list[Any]:
    """Return the tokens of Markdown, which passed `visible`; what is nested deeper than `deepest` is left out."""
    return list(_reader(tables, deepest).parse(text))


def written(tokens: Iterable[Any]) -> Iterator[Markup]:
    """Yield the markup of the tokens; of an element that is not known the text alone."""
    for token in tokens:
        kind, _, end = token.type.rpartition("_")
        if token.type in ("fence", "code_block"):
            yield Markup("<pre>{}</pre>").format(token.content)
        elif token.type == "code_inline":
            yield Markup("<code>{}</code>").format(token.content)
        elif token.type == "hr":
            yield Markup("<hr>")
        elif token.type == "inline":
            yield from written(token.children or ())
        elif token.type in ("softbreak", "hardbreak"):
            yield Markup("<br>") if token.type == "hardbreak" else Markup("\n")
        elif kind == "heading":
            yield Markup("<p><strong>") if end == "open" else Markup("</strong></p>")
        elif kind in _ELEMENTS and end in ("open", "close"):
            hidden = token.hidden  # a paragraph of a tight list
            yield Markup("") if hidden else Markup(f"<{'/' if end == 'close' else ''}{_ELEMENTS[kind]}>")  # noqa: S704
        else:
            yield escape(token.content)


@cache
def _reader(tables: bool, deepest: int) -> Any:  # noqa: FBT001  (a key of the cache)
    from markdown_it import MarkdownIt  # only reports need it

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": deepest}).disable(_OFF)
    return reader.enable("table") if tables else reader
