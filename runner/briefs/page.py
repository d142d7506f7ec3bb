"""A brief as one HTML file: the report's paper, stylesheet and Markdown, with an outline and tables of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from markupsafe import Markup

from runner.briefs.brief import Brief
from runner.report import listings, write_page, written

_TEMPLATES = Path(__file__).parent / "templates"
_CELLS = ("th", "td")


def write_brief_page(brief: Brief, out: TextIO) -> None:
    """Write the page."""
    body, sections = brief_markup(brief)
    code = tuple((name, listings(files)) for name, files in brief.code)
    values = {"brief": brief, "body": body, "sections": sections, "code": code}
    write_page("brief.html", values, out, templates=_TEMPLATES)


def brief_markup(brief: Brief) -> tuple[Markup, list[tuple[str, str]]]:
    """Return `brief.md` as markup, and its sections: the anchor of each, and its words."""
    body = _Body()
    return Markup("").join(body.written(brief.body)), body.sections


@dataclass(slots=True)
class _Body:
    """Writes `brief.md`: `sections` collects the headings that can be gone to; no number repeats."""

    sections: list[tuple[str, str]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def written(self, tokens: tuple[Any, ...]) -> Iterator[Markup]:
        """Yield the markup; headings keep their order of rank, and the page's title stays the only first one."""
        rank = 1
        for place, token in enumerate(tokens):
            match token.type:
                case "heading_open":
                    rank = min(max(int(token.tag[1:]), 2), rank + 1)  # no rank is left out on the way down
                    yield self._heading(rank, tokens[place + 1])
                case "heading_close":
                    yield Markup("</h{}>\n").format(rank)
                case "fence" | "code_block":
                    name = self._next("Code")
                    yield Markup('<pre class="sample" role="group" aria-label="{}" tabindex="0">').format(name)
                    yield Markup("<code>{}</code></pre>\n").format(token.content)
                case _ if token.tag in (*_CELLS, "table", "thead", "tbody", "tr"):
                    yield self._part_of_table(token)
                case _:
                    yield from written((token,))

    def _heading(self, rank: int, inline: Any) -> Markup:
        if rank > 2:
            return Markup("<h{}>").format(rank)
        anchor = f"s{len(self.sections) + 1}"
        self.sections.append((anchor, "".join(_words(inline))))
        return Markup('<h2 id="{}">').format(anchor)

    def _part_of_table(self, token: Any) -> Markup:
        opening = token.nesting == 1
        if token.tag == "table":
            if not opening:
                return Markup("</table></div>\n")
            start = Markup('<div class="scroll" role="group" aria-label="{}" tabindex="0"><table>\n')
            return start.format(self._next("Table"))
        if not opening:
            return Markup("</{}>").format(token.tag)
        scope = Markup(' scope="col"') if token.tag == "th" else ""
        right = Markup(' class="num"') if token.attrGet("style") == "text-align:right" else ""
        return Markup("<{}{}{}>").format(token.tag, scope, right)

    def _next(self, kind: str) -> str:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind} {self._numbers[kind]}"


def _words(inline: Any) -> Iterator[str]:
    for token in inline.children or ():
        yield " " if token.type == "softbreak" else token.content
