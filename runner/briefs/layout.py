"""How a printed brief is set: sizes and colours, styles, widths of columns, code that is wider than a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth

from runner.briefs.faces import SANS

MARGIN = 51.0  # points: 18 mm
WIDTH: float = A4[0] - 2 * MARGIN
SIZE, CELL_SIZE, SMALL = 9.5, 8.5, 7.5
GREY, RULE = HexColor("#444444"), HexColor("#bbbbbb")
PADDING = 5.0  # around code
CELL_PADDING = 4.0
_PANEL = HexColor("#f3f5f7")
_CODE_SIZE, _SMALLEST_CODE = 8.0, 6.4  # a long line makes code smaller, down to this; then it is broken
_EM = 0.6021  # how wide a character of the fixed font is, in its size
_HANG = 4  # what the rest of a broken line is moved in, in characters
_LEADING = 1.42
_STEP, _NARROWEST = 15.0, 160.0


@cache
def style(
    *,
    size: float = SIZE,
    indent: float = 0.0,
    before: float = 0.0,
    after: float = 0.0,
    colour: Any = "#000000",
    keep: bool = False,
    right: bool = False,
) -> Any:
    """Return the style of a paragraph; `indent` leaves room for a bullet, `keep` keeps it with what follows."""
    return ParagraphStyle(
        "text",
        fontName=SANS,
        fontSize=size,
        leading=size * _LEADING if size < 12 else size * 1.2,
        leftIndent=indent,
        bulletIndent=max(0.0, indent - _STEP + 3),
        bulletFontName=SANS,
        bulletFontSize=size,
        spaceBefore=before,
        spaceAfter=after,
        textColor=colour,
        keepWithNext=keep,
        alignment=2 if right else 0,
        allowWidows=0,
        allowOrphans=0,
    )


@cache
def code_style(*, size: float, indent: float) -> Any:
    """Return the style of a block of code, on a panel of its own."""
    return ParagraphStyle(
        "code",
        fontName=SANS,  # as of all text: what is in the fixed font says so
        fontSize=size,
        leading=size * 1.35,
        leftIndent=indent + PADDING,
        rightIndent=PADDING,
        backColor=_PANEL,
        borderPadding=PADDING,
        spaceBefore=3 + PADDING,
        spaceAfter=6 + PADDING,
    )


def further(indent: float) -> float:
    """Return the next step in; however deep it goes, there is room for words."""
    return min(indent + _STEP, WIDTH - _NARROWEST)


def code_lines(text: str, indent: float) -> tuple[list[str], float]:
    """Return the lines of code, none of them wider than the page, and the size that they are set in."""
    lines = text.expandtabs(4).rstrip("\n").split("\n")
    room = WIDTH - indent - 2 * PADDING
    size = max(_SMALLEST_CODE, min(_CODE_SIZE, room / (max(map(len, lines)) * _EM + 0.01)))
    return [part for line in lines for part in _broken(line, int(room / (size * _EM)))], size


def _broken(line: str, most: int) -> Iterator[str]:
    """Yield the parts of a line, each but the first one moved in further than the line itself."""
    hang = " " * min(len(line) - len(line.lstrip(" ")) + _HANG, most // 2)
    while len(line) > most:
        at = line.rfind(" ", len(hang) + 1, most + 1)
        at = at if at > len(hang) and line[:at].strip() else most
        yield line[:at].rstrip()
        line = hang + line[at:].lstrip(" ")
    yield line


def column_widths(rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Return widths for the columns of a table: what each needs, or a fair part of the room with no word broken."""
    columns = list(zip(*rows, strict=True))
    natural = [max(map(_wide, column)) + 2 * CELL_PADDING for column in columns]
    if sum(natural) <= room:
        return natural
    least = [max(_wide(word) for cell in column for word in [*cell.split(), ""]) for column in columns]
    least = [min(width + 2 * CELL_PADDING, room / len(columns)) for width in least]
    wanted = [wide - narrow for wide, narrow in zip(natural, least, strict=True)]
    left = room - sum(least)
    return [narrow + left * part / sum(wanted) for narrow, part in zip(least, wanted, strict=True)]


def _wide(text: str) -> float:
    """Return how wide a cell's text is at most: in the bold font, or as code."""
    return max(float(stringWidth(text, f"{SANS}-Bold", CELL_SIZE)), len(text) * _EM * CELL_SIZE) + 0.5
