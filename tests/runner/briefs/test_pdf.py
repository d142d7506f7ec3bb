"""The PDF, read back: all words are there, as text; it has a title and an outline, and the same bytes each time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from runner.briefs import Brief, brief_pdf
from runner.briefs.brief import source_text
from tests.runner.briefs.builders import MATHS, SHIPPED, a_brief, shipped
from tests.runner.briefs.reading import pdf_text, reader_of, squeezed

DIGEST = """
import hashlib
from runner.briefs import brief_pdf
from tests.runner.briefs.builders import a_brief
print(hashlib.sha256(brief_pdf(a_brief()).data).hexdigest())
"""


def words(tokens: tuple[Any, ...]) -> Iterator[str]:
    """Yield the words of each block of `brief.md`: of paragraphs, headings and cells, and of code."""
    for token in tokens:
        if token.type == "inline":
            yield "".join(child.content for child in token.children)
        elif token.type in ("fence", "code_block"):
            yield token.content


def everything(brief: Brief) -> Iterator[str]:
    yield from (brief.title, brief.under, brief.origin)
    for label, lines in brief.facts:
        yield from (label, *(line.replace("`", "") for line in lines))
    yield from words(brief.body)
    for name, files in brief.code:
        yield name
        for file in files:
            yield from (file.path, source_text(file))


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_word_and_sign_of_a_shipped_brief_can_be_read_back(slug: str) -> None:
    brief = shipped(slug)
    printed = brief_pdf(brief)
    assert printed.missing == ()
    text = squeezed(pdf_text(printed.data))
    for part in everything(brief):
        assert squeezed(part) in text, part


def test_every_word_and_sign_of_one_that_has_everything_too() -> None:
    printed = brief_pdf(a_brief())
    assert printed.missing == ()
    text = squeezed(pdf_text(printed.data))
    assert squeezed(MATHS) in text
    for part in everything(a_brief()):
        assert squeezed(part) in text, part


def test_a_sign_that_no_font_has_is_printed_by_its_number_and_told() -> None:
    printed = brief_pdf(a_brief("a 中 `文` b"))
    assert printed.missing == ("中", "文")
    assert r"a\u4e2d\u6587b" in squeezed(pdf_text(printed.data))


def test_it_has_a_title_a_language_an_outline_and_no_date_of_today() -> None:
    brief = a_brief()
    reader = reader_of(brief_pdf(brief).data)
    about = reader.metadata
    assert about is not None
    assert (about.title, about.author, about.subject) == ("Everything", "A", "Live: all")
    assert about.creation_date is not None
    assert about.creation_date.year == 2000
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    outline = reader.outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == ["Everything"]
    assert [entry.title for entry in outline[1] if not isinstance(entry, list)] == [
        "What this round is about",
        "The task",
        "code in a heading",
        "Starter",
        "Visible tests",
    ]


def test_the_same_brief_has_the_same_bytes_in_another_process_too() -> None:
    """Whatever the seed of hashes, the clock's zone, and what was printed before."""
    brief_pdf(a_brief("other signs: ∮ 𝒩 中"))
    own = hashlib.sha256(brief_pdf(a_brief()).data).hexdigest()
    environment = {"PYTHONHASHSEED": "271", "TZ": "Asia/Tokyo", "PYTHONPATH": os.pathsep.join(sys.path)}
    line = [sys.executable, "-c", DIGEST]
    told = subprocess.run(line, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == own


LAYOUTS = (
    "\n```\n```\n", "|a|\n|---|\n", "- \n", "1. \n\n\n2. x", ">", "# ", "***", "    \n", "`" * 300, "x" * 5000,
    "    " + "y" * 5000, "- " * 40 + "x", "> " * 40 + "x\n\n    code\n", "|" + "a|" * 60 + "\n|" + "-|" * 60,
    "|a|b|\n|-|-|\n|" + "z" * 4000 + "|c|", "|a|b|\n|-|-|\n|c|" + "long words " * 900 + "|", "###### six",
    "# one", "#### four", "a\tb\n\n    c\td", "e" + "\u0301" * 7, "0. a\n", "![x](y)\n" * 400,
)  # fmt: skip


@pytest.mark.parametrize("body", ["", "#", "```\n", "\n\nnext\n\n".join(LAYOUTS)])
def test_whatever_the_layout_of_the_brief_it_is_printed(body: str) -> None:
    brief = a_brief(body)
    text = squeezed(pdf_text(brief_pdf(brief).data))
    for part in words(brief.body):
        assert squeezed(part) in text


HOSTILE = (
    "<img src='https://x.example/y.png'/>", '<a href="https://x.example">y</a>', "<para>", "</para>", "<b>", "&amp;",
    "<font color=\"exit('x')\">x</font>", "<onDraw name='x' label='y'/>", "<br/>", "<seq/>", "<!-- x -->",
    "<?x?>", "]]>", "![x](file:///etc/passwd)", "[x](javascript:y)", "<https://x.example>", "&#60;", "%%EOF", ") Tj",
)  # fmt: skip


def test_what_looks_like_markup_is_printed_as_it_was_written() -> None:
    bodies = (f"## {it}\n\n{it}\n\n    {it}\n\n- `{it}`\n\n|{it}|\n|---|\n|{it}|\n" for it in HOSTILE)
    brief = a_brief("\n\n".join(bodies), title="".join(HOSTILE), authors=HOSTILE, version=HOSTILE[0])
    data = brief_pdf(brief).data
    text = squeezed(pdf_text(data))
    for part in HOSTILE:
        assert text.count(squeezed(part)) >= 7, part
    assert reader_of(data).metadata["/Title"] == "".join(HOSTILE)
    for forbidden in (b"/URI", b"/JavaScript", b"/Launch", b"/Subtype /Image", b"/EmbeddedFile", b"/GoToR", b"/Action"):
        assert forbidden not in data
