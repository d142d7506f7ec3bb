"""The report of a batch: one file, or an index with pages beside it where the batch is large.

    pass 1   tally: counts of fixed size            --> at a glance, distributions, what most got wrong
    pass 2   the grades of one page at a time       --> heat map and sections of that page

    report.html                     up to `per_page` submissions of each problem: everything
    report.html + report_pages/     more: the index, and report-0001.html, report-0002.html, ...

Each file stands alone. What is in memory is one page's grades, whatever the batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from runner.model import Card, Grade
from runner.plain import short_name
from runner.report.files import whole_file
from runner.report.marks import MARKS, Mark, shade
from runner.report.paper import write_page
from runner.report.plot import Plots
from runner.report.sections import Row, Section, row_of, section_of
from runner.report.source import Source
from runner.report.tally import Sums, Tally, TestTally, tallies

PER_PAGE = 100
_PAGE = re.compile(r"report-(\d{4,9})\.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the whole batch of one problem came to."""

    tally: Tally
    scores: Markup
    times: Markup
    hardest: tuple[TestTally, ...]
    easy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """One page in the index: who is on it, and what they earned."""

    href: str
    number: int
    sums: Sums
    cells: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One problem in one file; what the file does not have is None or empty."""

    anchor: str
    slug: str
    card: Card | None
    groups: tuple[str, ...]
    tests: tuple[TestTally, ...]
    overview: Overview | None = None
    pages: tuple[PageLink, ...] = ()
    rows: tuple[Row, ...] = ()
    sections: Iterable[Section] = ()

    @property
    def title(self) -> str:
        """The problem's title, or its slug where no card is kept."""
        return self.card.title if self.card else self.slug

    @property
    def spans(self) -> tuple[tuple[str, int], ...]:
        """The groups above the tests' columns, with how many columns each covers."""
        spans: list[tuple[str, int]] = []
        for test in self.tests:
            if spans and spans[-1][0] == test.group:
                spans[-1] = (test.group, spans[-1][1] + 1)
            else:
                spans.append((test.group, 1))
        return tuple(spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one file is in the whole: its heading, who is first and last, and where its neighbours are ("" for none)."""

    title: str
    subtitle: tuple[str, ...] = ()
    index: str = ""
    before: str = ""
    after: str = ""


def write_report(path: Path, source: Source, *, per_page: int = PER_PAGE) -> tuple[Path, ...]:
    """Write the report; returns its files, the first of which is the one to open."""
    found = tallies(source.grades(), per_page=per_page)
    folder = path.with_name(f"{path.stem}_pages")
    if all(len(tally.pages) <= 1 for tally in found.values()):
        _write_whole(path, source, found)
        _remove_pages(folder, keep=0)
        return (path,)
    pages = _write_pages(folder, path, source, found)
    _write_index(path, source, found, pages)
    _remove_pages(folder, keep=len(pages))
    return (path, *pages)


# one file


def _write_whole(path: Path, source: Source, found: dict[str, Tally]) -> None:
    plots = Plots()
    grades = dict(_chunks(source, found))
    parts = []
    for place, tally in enumerate(found.values(), start=1):
        part = replace(_part(place, tally, source), overview=_overview(tally, plots))
        parts.append(_with_grades(part, grades[tally.problem], source, plots))
    _write(path, Sheet(title=_heading(parts)), parts)


# an index and its pages


def _write_index(path: Path, source: Source, found: dict[str, Tally], pages: tuple[Path, ...]) -> None:
    plots = Plots()
    parts, hrefs = [], iter(enumerate(pages, start=1))
    for place, tally in enumerate(found.values(), start=1):
        links = tuple(_link(next(hrefs), sums, tally) for sums in tally.pages)
        parts.append(replace(_part(place, tally, source), overview=_overview(tally, plots), pages=links))
    _write(path, Sheet(title=_heading(parts)), parts)


def _write_pages(folder: Path, index: Path, source: Source, found: dict[str, Tally]) -> tuple[Path, ...]:
    folder.mkdir(exist_ok=True)
    total = sum(len(tally.pages) for tally in found.values())
    paths = tuple(folder / f"report-{number:04}.html" for number in range(1, total + 1))
    next_page, number = {}, 0
    for problem, tally in found.items():
        next_page[problem] = number
        number += len(tally.pages)
    for problem, grades in _chunks(source, found):
        place = next_page[problem]
        next_page[problem] += 1
        sheet = Sheet(
            title=f"Page {place + 1} of {total}",
            subtitle=(short_name(grades[0].candidate), short_name(grades[-1].candidate)),
            index=f"../{index.name}",
            before=paths[place - 1].name if place else "",
            after=paths[place + 1].name if place + 1 < total else "",
        )
        part = _part(1, found[problem], source)
        _write(paths[place], sheet, [_with_grades(part, grades, source, Plots())])
    return paths


def _chunks(source: Source, found: dict[str, Tally]) -> Iterator[tuple[str, list[Grade]]]:
    """Yield the grades of one page at a time, as the tally has cut them."""
    waiting: dict[str, list[Grade]] = {problem: [] for problem in found}
    for grade in source.grades():
        problem = grade.provenance.problem
        waiting[problem].append(_kept(grade))
        if len(waiting[problem]) == found[problem].per_page:
            yield problem, waiting[problem]
            waiting[problem] = []
    yield from ((problem, grades) for problem, grades in waiting.items() if grades)


def _link(page: tuple[int, Path], sums: Sums, tally: Tally) -> PageLink:
    number, path = page
    empty = Mark(text="", name="none", word="")
    cells = []
    for name in tally.groups:
        earned, possible = sums.groups.get(name, (0.0, 0.0))
        share = earned / possible if possible else 0.0
        cells.append(Mark(text=f"{share:.0%}", name=shade(earned, possible), word="") if possible else empty)
    return PageLink(href=f"{path.parent.name}/{path.name}", number=number, sums=sums, cells=tuple(cells))


def _remove_pages(folder: Path, *, keep: int) -> None:
    """Remove the pages of an earlier, larger report; nothing else in the folder is touched."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if (found := _PAGE.fullmatch(path.name)) and int(found[1]) > keep:
            path.unlink()
    if not keep and not any(folder.iterdir()):
        folder.rmdir()


# parts


def _part(place: int, tally: Tally, source: Source) -> Part:
    return Part(
        anchor=f"p{place}",
        slug=tally.problem,
        card=source.card(tally.problem),
        groups=tally.groups,
        tests=tuple(tally.tests.values()),
    )


def _overview(tally: Tally, plots: Plots) -> Overview:
    hardest = tuple(tally.hardest())
    return Overview(
        tally=tally,
        scores=plots.scores(tally.scores),
        times=plots.times(tally.times),
        hardest=hardest,
        easy=len(tally.tests) - len(hardest),
    )


def _with_grades(part: Part, grades: list[Grade], source: Source, plots: Plots) -> Part:
    tests = tuple(test.id for test in part.tests)
    rows = tuple(
        row_of(grade, anchor=f"{part.anchor}-s{number}", groups=part.groups, tests=tests)
        for number, grade in enumerate(grades, start=1)
    )
    pairs = zip(grades, rows, strict=True)
    sections = (section_of(grade, row, card=part.card, source=source, plots=plots) for grade, row in pairs)
    return replace(part, rows=rows, sections=sections)


def _kept(grade: Grade) -> Grade:
    """Return a grade without what the tests printed, which the report does not show."""
    return replace(grade, tests=tuple(replace(test, output="") for test in grade.tests))


def _heading(parts: list[Part]) -> str:
    return parts[0].title if len(parts) == 1 else f"Results of {len(parts)} problems"


def _write(path: Path, sheet: Sheet, parts: list[Part]) -> None:
    with whole_file(path) as out:
        write_page("batch.html", {"sheet": sheet, "parts": parts, "marks": tuple(MARKS.values())}, out)
