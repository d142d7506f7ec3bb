"""A brief as a PDF: A4, text that can be selected and searched, an outline, the same bytes for the same brief.

Brief --Story--> flowables --built twice--> bytes: once to count the pages, once to print "2 of 7" on them
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Paragraph, SimpleDocTemplate

from runner.briefs.brief import Brief
from runner.briefs.faces import Faces
from runner.briefs.layout import GREY, MARGIN, SMALL, WIDTH, style
from runner.briefs.story import Story

_FRAME_PADDING = 6.0  # reportlab's own, within the margins
_MOST_TITLE = 70
_FOOT = 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The PDF; `missing` are the characters that no font has: they are printed as escapes."""

    data: bytes
    pages: int
    missing: tuple[str, ...]


def brief_pdf(brief: Brief) -> Printed:
    """Return the brief as a PDF."""
    faces = Faces()
    _, pages = _built(brief, faces, of=0)
    data, pages = _built(brief, faces, of=pages)
    return Printed(data=data, pages=pages, missing=tuple(sorted(faces.missing)))


def _built(brief: Brief, faces: Faces, *, of: int) -> tuple[bytes, int]:
    out = io.BytesIO()
    document = _document(brief, out)
    title = brief.title if len(brief.title) <= _MOST_TITLE else brief.title[: _MOST_TITLE - 1] + "…"

    def footer(canvas: Any, _: Any) -> None:
        line = faces.markup(f"{title} · {canvas.getPageNumber()} of {of}")
        made = Paragraph(line, style(size=SMALL, colour=GREY, right=True))
        made.wrapOn(canvas, WIDTH, MARGIN)
        made.drawOn(canvas, MARGIN, _FOOT)

    document.afterFlowable = _outliner(document)
    document.build(list(Story(faces).whole(brief)), onFirstPage=footer, onLaterPages=footer)
    return out.getvalue(), document.page


def _document(brief: Brief, out: io.BytesIO) -> Any:
    return SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN - _FRAME_PADDING,
        rightMargin=MARGIN - _FRAME_PADDING,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=brief.title,
        author=brief.authors,
        subject=brief.under,
        keywords=[brief.origin],
        creator="prebrief",
        displayDocTitle=True,
        lang="en",
        invariant=1,  # dates and identifiers come from no clock
    )


def _outliner(document: Any) -> Any:
    """Return what is called after each flowable, and enters headings into the outline that viewers show."""
    entered: list[str] = []

    def enter(flowable: Any) -> None:
        rank, text = getattr(flowable, "outline", (None, ""))
        if rank is not None:
            entered.append(f"h{len(entered)}")
            document.canv.bookmarkPage(entered[-1])
            document.canv.addOutlineEntry(text, entered[-1], rank, closed=False)

    return enter
