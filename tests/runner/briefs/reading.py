"""Briefs as they were written: the page, and a PDF read back without what its layout put between the words."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

from runner.briefs import Brief, write_brief_page


def page_of(brief: Brief) -> str:
    out = io.StringIO()
    write_brief_page(brief, out)
    return out.getvalue()


def reader_of(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def pdf_text(data: bytes) -> str:
    """Return the text of all pages, one after the other, without the lines at their feet."""
    reader = reader_of(data)
    foot = re.compile(rf"^.* · \d+ of {len(reader.pages)}\n?", re.MULTILINE)
    texts = [page.extract_text() for page in reader.pages]
    assert all(len(foot.findall(text)) == 1 for text in texts)
    return "\n".join(foot.sub("", text) for text in texts)


def squeezed(text: str) -> str:
    return "".join(text.split())
