"""A brief as plain text of 79 columns; code is never broken, since what is broken can't be copied."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from markdown_it.tree import SyntaxTreeNode
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from runner.briefs.brief import Brief, source_text

COLUMNS = 79
_NARROWEST = 20  # however deep a list is
_MARKS = {"em": "*", "strong": "*"}
_JUSTIFY = {"text-align:right": "right", "text-align:center": "center"}


def brief_text(brief: Brief) -> str:
    """Return the whole brief; it ends with a newline."""
    blocks = [_underlined(brief.title, "="), *([brief.under] if brief.under else []), _facts(brief)]
    blocks += _blocks(SyntaxTreeNode(list(brief.body)).children, COLUMNS)
    for name, files in brief.code:
        blocks.append(_underlined(name, "-"))
        for file in files:
            blocks.append(_underlined(file.path, "~"))
            blocks.append(textwrap.indent(source_text(file).rstrip("\n"), "    "))
    return "\n\n".join([*blocks, brief.origin]) + "\n"


def _facts(brief: Brief) -> str:
    wide = max(len(label) for label, _ in brief.facts) + 2
    lines: list[str] = []
    for label, values in brief.facts:
        for place, value in enumerate(values):
            start = (label if place == 0 else "").ljust(wide)
            item = "- " if len(values) > 1 else ""
            lines += _wrapped(value, first=start + item, then=" " * len(start + item), width=COLUMNS)
    return "\n".join(lines)


def _blocks(nodes: Iterable[SyntaxTreeNode], width: int) -> Iterator[str]:
    for node in nodes:
        match node.type:
            case "heading":
                yield _underlined(_inline(node), "-" if node.tag in ("h1", "h2") else "~")
            case "paragraph":
                yield "\n".join(_wrapped(_inline(node), width=width))
            case "fence" | "code_block":
                yield textwrap.indent(node.content.rstrip("\n"), "    ")
            case "table":
                yield _table(node, width)
            case "bullet_list" | "ordered_list":
                yield _list(node, width)
            case "blockquote":
                inner = "\n\n".join(_blocks(node.children, max(width - 2, _NARROWEST)))
                yield textwrap.indent(inner, "> ", lambda _: True)
            case "hr":
                yield "-" * min(width, 20)
            case _:
                yield "\n".join(_wrapped(node.content, width=width))


def _list(node: SyntaxTreeNode, width: int) -> str:
    first = int(node.attrs.get("start", 1))
    numbered = node.type == "ordered_list"
    items: list[str] = []
    tight = True
    for number, item in enumerate(node.children, start=first):
        mark = f"{number}. " if numbered else "- "
        blocks = list(_blocks(item.children, max(width - len(mark), _NARROWEST)))
        tight = tight and all(child.hidden for child in item.children if child.type == "paragraph")
        inner = ("\n" if tight else "\n\n").join(blocks)
        items.append(mark + textwrap.indent(inner, " " * len(mark)).lstrip(" "))
    return ("\n" if tight else "\n\n").join(items)


def _table(node: SyntaxTreeNode, width: int) -> str:
    rows = [row.children for part in node.children for row in part.children]
    table = Table(box=box.MARKDOWN, pad_edge=False, show_edge=False)
    for head in rows[0]:
        justify: Any = _JUSTIFY.get(str(head.attrs.get("style", "")), "left")
        table.add_column(Text(_inline(head)), justify=justify, overflow="fold")
    for cells in rows[1:]:
        table.add_row(*(Text(_inline(cell)) for cell in cells))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False, force_terminal=False).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


def _inline(node: SyntaxTreeNode) -> str:
    """Return the words of a heading, paragraph or cell; code keeps its backticks, emphasis its stars."""
    if node.type == "code_inline":
        return f"`{node.content}`"
    if node.type in ("softbreak", "hardbreak"):
        return " " if node.type == "softbreak" else "\n"
    if not node.children:
        return node.content
    mark = _MARKS.get(node.type, "")
    return f"{mark}{''.join(map(_inline, node.children))}{mark}"


def _wrapped(text: str, *, width: int, first: str = "", then: str = "") -> Iterator[str]:
    """Yield lines of at most `width` cells; a word that is longer, as a path may be, has a line for itself."""
    for part in text.split("\n"):
        line, bare = first, True
        for word in part.split():
            if not bare and cell_len(line) + 1 + cell_len(word) > width:
                yield line
                line, bare = then, True
            line += word if bare else f" {word}"
            bare = False
        yield line
        first = then


def _underlined(text: str, line: str) -> str:
    lines = [*_wrapped(text, width=COLUMNS)]
    return "\n".join([*lines, line * max(map(cell_len, lines))])
