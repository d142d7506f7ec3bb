"""A brief as reportlab's flowables: what stands on the pages, one after the other.

Every text goes through `Faces.markup`, which escapes it, so reportlab reads no element that is not ours: it would fetch
what an `<img>` of somebody else names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it.tree import SyntaxTreeNode
from reportlab.platypus import HRFlowable, KeepTogether, Paragraph, Spacer, Table, TableStyle, XPreformatted

from runner.briefs.brief import Brief, source_text
from runner.briefs.faces import MONO, SANS, Faces
from runner.briefs.layout import (
    CELL_PADDING,
    CELL_SIZE,
    GREY,
    RULE,
    SIZE,
    SMALL,
    WIDTH,
    code_lines,
    code_style,
    column_widths,
    further,
    style,
)

_BOLD, _ITALIC = 1, 2
_MARKS = {"strong": (_BOLD, "b"), "em": (_ITALIC, "i")}
_HEADINGS = ((19.0, 0.0), (14.0, 15.0), (11.5, 10.0), (SIZE, 8.0))  # by rank: size, space before
_LABELS = 82.0  # how wide the column of labels is
_MOST_KEPT = 12  # lines or rows that are not parted by the end of a page
_TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(slots=True)
class Story:
    """Makes the flowables of one brief; a heading has an attribute `outline`, its rank and words."""

    faces: Faces
    _rank: int = 0

    def whole(self, brief: Brief) -> Iterator[Any]:
        """Yield the flowables of the whole brief."""
        yield self._heading(brief.title, rank=0)
        if brief.under:
            yield Paragraph(self.faces.markup(brief.under), style(colour=GREY))
        yield self._facts(brief)
        yield from self._blocks(SyntaxTreeNode(list(brief.body)).children, 0.0)
        for name, files in brief.code:
            yield self._heading(name, rank=1)
            for file in files:
                yield self._heading(file.path, rank=2, face=MONO)
                yield self._code(source_text(file), 0.0)
        yield Paragraph(self.faces.markup(brief.origin), style(size=SMALL, colour=GREY, before=14.0))

    def _facts(self, brief: Brief) -> Any:
        rows = []
        for label, lines in brief.facts:
            listed = len(lines) > 1
            look = style(indent=12.0) if listed else style()
            cells = [Paragraph(self._sentence(line), look, bulletText="•" if listed else None) for line in lines]
            rows.append([Paragraph(self.faces.markup(label), style(colour=GREY)), cells])
        rules = TableStyle([_TOP, *_padding(sides=0.0, ends=2.0)])
        made = Table(rows, colWidths=[_LABELS, WIDTH - _LABELS], style=rules, hAlign="LEFT", splitInRow=1)
        made.spaceBefore, made.spaceAfter = 10, 8
        return made

    def _sentence(self, line: str) -> str:
        parts = _CODE.split(line)
        return "".join(self.faces.markup(part, MONO if place % 2 else SANS) for place, part in enumerate(parts))

    def _blocks(self, nodes: Iterable[SyntaxTreeNode], indent: float) -> Iterator[Any]:
        for node in nodes:
            match node.type:
                case "heading":
                    self._rank = min(max(int(node.tag[1:]) - 1, 1), self._rank + 1, len(_HEADINGS) - 1)
                    yield self._heading(words(node), rank=self._rank, markup=self._inline(node, look=_BOLD))
                case "paragraph":
                    yield Paragraph(self._inline(node), style(indent=indent, after=5.0))
                case "fence" | "code_block":
                    yield self._code(node.content, indent)
                case "table":
                    yield self._table(node, indent)
                case "bullet_list" | "ordered_list":
                    yield from self._list(node, indent)
                case "blockquote":
                    yield from self._blocks(node.children, further(indent))
                case "hr":
                    yield HRFlowable(width="100%", color=RULE, spaceBefore=6, spaceAfter=6)
                case _:
                    yield Paragraph(self.faces.markup(node.content), style(indent=indent, after=5.0))

    def _heading(self, text: str, *, rank: int, markup: str = "", face: str = SANS) -> Any:
        size, before = _HEADINGS[rank]
        shown = markup or self.faces.markup(text, face, look=_BOLD)
        made = Paragraph(f"<b>{shown}</b>", style(size=size, before=before, after=size * 0.35, keep=True))
        made.outline = (rank, text)
        return made

    def _list(self, node: SyntaxTreeNode, indent: float) -> Iterator[Any]:
        inner = further(indent)
        for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
            mark = f"{number}." if node.type == "ordered_list" else "•"
            begins = bool(item.children) and item.children[0].type == "paragraph"
            first = self._inline(item.children[0]) if begins else ""
            after = 5.0 if begins and not item.children[0].hidden else 2.5
            yield Paragraph(first, style(indent=inner, after=after), bulletText=mark)
            yield from self._blocks(item.children[1:] if begins else item.children, inner)
        yield Spacer(1, 3)

    def _code(self, text: str, indent: float) -> Any:
        lines, size = code_lines(text, indent)
        made = XPreformatted(self.faces.markup("\n".join(lines), MONO), code_style(size=size, indent=indent))
        return KeepTogether([made]) if len(lines) <= _MOST_KEPT else made

    def _table(self, node: SyntaxTreeNode, indent: float) -> Any:
        rows = [row.children for part in node.children for row in part.children]
        cells = [[self._cell(cell, head=not place) for cell in row] for place, row in enumerate(rows)]
        widths = column_widths([[words(cell) for cell in row] for row in rows], WIDTH - indent)
        rules = [_TOP, ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE), ("LINEBELOW", (0, 0), (-1, 0), 0.8, GREY)]
        look = TableStyle([*rules, *_padding(sides=CELL_PADDING, ends=3.0)])
        made = Table(cells, colWidths=widths, style=look, repeatRows=1, hAlign="LEFT", splitInRow=1)
        made.spaceBefore, made.spaceAfter = 4, 9
        return KeepTogether([made]) if len(rows) <= _MOST_KEPT else made

    def _cell(self, node: SyntaxTreeNode, *, head: bool) -> Any:
        markup = self._inline(node, look=_BOLD if head else 0)
        right = node.attrs.get("style") == "text-align:right"
        return Paragraph(f"<b>{markup}</b>" if head else markup, style(size=CELL_SIZE, right=right))

    def _inline(self, node: SyntaxTreeNode, *, look: int = 0) -> str:
        """Return the markup of a heading's, a paragraph's or a cell's words."""
        if node.type == "code_inline":
            return self.faces.markup(node.content, MONO, look=look)
        if node.type == "hardbreak":
            return "<br/>"
        if not node.children:
            return self.faces.markup(" " if node.type == "softbreak" else node.content, look=look)
        bit, tag = _MARKS.get(node.type, (0, ""))
        inner = "".join(self._inline(child, look=look | bit) for child in node.children)
        return f"<{tag}>{inner}</{tag}>" if tag else inner


def words(node: SyntaxTreeNode) -> str:
    """Return the words of a heading or a cell, bare."""
    if not node.children:
        return " " if node.type in ("softbreak", "hardbreak") else node.content
    return "".join(map(words, node.children))


def _padding(*, sides: float, ends: float) -> list[tuple[Any, ...]]:
    amounts = {"LEFT": sides, "RIGHT": sides, "TOP": ends, "BOTTOM": ends}
    return [(f"{side}PADDING", (0, 0), (-1, -1), amount) for side, amount in amounts.items()]
