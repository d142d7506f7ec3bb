"""Whatever candidates write, in every place that is theirs: each file and page is read back by a strict parser of its
own kind, and has the rows, cells and elements that it has for harmless text, and no others."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console

from runner.grading import from_line, to_line
from runner.model import GradeStatus
from runner.plain import visible
from runner.report import (
    batch_table,
    grade_text,
    write_csv,
    write_gradescope,
    write_junit,
    write_markdown,
    write_own,
    write_report,
)
from tests.runner.report.builders import Page, a_card, a_source
from tests.runner.report.hostile_text import (
    AS_FOUND,
    FRAGMENTS,
    HARMLESS,
    Poison,
    acts_on_a_terminal,
    everywhere,
    poison,
    poisoned_files,
    poisoned_grades,
    without_colour,
)

FORMULA = tuple("=+-@|%\uff1d\uff0b\uff0d\uff20")
BLANK = " \t\"'\xa0\u1680\u2000\u2003\u200a\u202f\u205f\u3000"
OURS = "\u200e"  # the table's mark beside a name that is read from right to left
PLAIN = {"p", "ul", "ol", "li", "blockquote", "strong", "em", "pre", "code", "hr", "br"}
CODE_CLASSES = set("lcsmkfdb")
OF_A_FILE = {
    "details": {"class": {"file"}}, "summary": {}, "p": {"class": {"warn"}},
    "pre": {"class": {"code"}, "role": {"region"}, "aria-label": {"Source code"}, "tabindex": {"0"}},
    "code": {}, "span": {"class": CODE_CLASSES | {"under"}},
}  # fmt: skip

slow_to_draw = settings(AS_FOUND, max_examples=4)
quick = settings(AS_FOUND, max_examples=12)
every_class = pytest.mark.parametrize("kind", FRAGMENTS)


def all_of(kind: str) -> Poison:
    """Return all hostile text of one kind, everywhere."""
    return everywhere("".join(FRAGMENTS[kind]))


# files


def csv_text(it: Poison) -> str:
    out = io.StringIO()
    write_csv(poisoned_grades(it), out)
    return out.getvalue()


def check_csv(it: Poison) -> None:
    text = csv_text(it)
    assert not acts_on_a_terminal(text)
    text.encode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert [len(row) for row in rows] == [15] * (1 + len(poisoned_grades(it)))
    harmless = list(csv.reader(io.StringIO(csv_text(HARMLESS))))
    assert [rows[0], rows[1], rows[-1]] == [harmless[0], harmless[1], harmless[-1]]
    same = [place for place, name in enumerate(rows[0]) if name not in ("candidate", "reason")]
    assert [[row[place] for place in same] for row in rows] == [[row[place] for place in same] for row in harmless]
    for delimiter in (",", ";"):  # where lists are written with semicolons, a spreadsheet reads it so
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in row if cell.lstrip(BLANK).startswith(FORMULA) and not cell.startswith("'")]


def check_lines(it: Poison) -> None:
    for grade in poisoned_grades(it):
        line = to_line(grade)
        assert line.isascii()
        assert line.isprintable()
        assert to_line(from_line(line)) == line
        strict_json(line)


def strict_json(text: str) -> Any:
    """Read JSON as its definition has it: no name twice, no number that is none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, object_pairs_hook=once, parse_constant=refuse)


def junit_shape(it: Poison) -> list[tuple[str, tuple[str, ...]]]:
    out = io.StringIO()
    write_junit(poisoned_grades(it), out)
    assert acts_on_a_terminal(out.getvalue()) <= {"\t"}
    root = ET.fromstring(out.getvalue().encode("utf-8"))
    for suite in root:
        assert len(suite.findall("testcase")) == int(suite.get("tests", ""))
        found = Counter(child.tag for case in suite.iter("testcase") for child in case)
        assert [found[tag] for tag in ("failure", "error", "skipped")] == [
            int(suite.get(name, "")) for name in ("failures", "errors", "skipped")
        ]
    names = [suite.get("name") for suite in root]
    assert names == [f"small: {visible(grade.candidate)}" for grade in poisoned_grades(it)]
    return [(each.tag, tuple(each.attrib)) for each in root.iter()]


def check_junit(it: Poison) -> None:
    assert junit_shape(it) == junit_shape(HARMLESS)


def markdown_shape(it: Poison) -> tuple[list[str], Counter[str]]:
    """Return the blocks outside of lists, in order, and how often each kind of mark-up is there."""
    out = io.StringIO()
    write_markdown(a_source(poisoned_grades(it), card=a_card()), out)
    assert not acts_on_a_terminal(out.getvalue())
    cells = Counter(line.count("|") for line in out.getvalue().splitlines() if line.startswith("|"))
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(out.getvalue())
    kinds = Counter(child.type for token in tokens for child in token.children or ())
    kinds.update(token.type for token in tokens)
    kinds.update({f"rows with {bars} bars": rows for bars, rows in cells.items()})
    outside, lists = [], 0
    for token in tokens:
        lists += token.type.startswith("bullet_list") * token.nesting
        if not lists:
            outside.append(token.type)
    return outside, kinds


def check_markdown(it: Poison) -> None:
    outside, kinds = markdown_shape(it)
    harmless, usual = markdown_shape(HARMLESS)
    assert outside == harmless
    assert set(kinds) <= set(usual)
    assert not set(kinds) & {"link_open", "image", "html_inline", "html_block", "fence", "code_block", "s_open"}
    assert kinds["heading_open"] == usual["heading_open"]
    assert kinds["em_open"] == usual["em_open"], "what is emphasised is an author's"
    for kind in {*kinds, *usual}:
        assert "bars" not in kind or kinds[kind] == usual[kind]


@every_class
def test_the_files_have_their_rows_whatever_the_kind_of_text(kind: str) -> None:
    check_lines(all_of(kind))
    check_junit(all_of(kind))
    check_markdown(all_of(kind))
    for fragment in FRAGMENTS[kind]:
        check_csv(everywhere(fragment))


@quick
@given(poison())
def test_the_files_have_their_rows_whatever_the_text(it: Poison) -> None:
    check_csv(it)
    check_lines(it)
    check_junit(it)
    check_markdown(it)


# pages


def page(path: Path) -> Page:
    raw = path.read_text(encoding="utf-8")
    assert acts_on_a_terminal(raw) <= {"\t"}
    found = Page(raw)
    assert not found.comments
    tags = raw.count("<") - raw.count("</")
    assert tags == len(found.elements) + 1, "a bracket of a candidate's is an entity; the one more is the doctype"
    return found


def skeleton(found: Page) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    """Return the elements that a template wrote; of those in a candidate's own text check that they can do nothing."""
    ours = []
    for element in found.elements:
        if "theirs" in element.within:
            assert element.tag in PLAIN
            assert not element.attributes
        elif "file" in element.within:
            known = OF_A_FILE[element.tag]
            assert all(value in known[name] for name, value in element.attributes.items())
        elif "told" in element.within:
            assert element.tag in {"div", "dt", "dd", "code"}
            assert not element.attributes
        else:
            ours.append((element.tag, tuple(element.attributes.items())))
    return ours


def interviewers_page(folder: Path, it: Poison) -> Page:
    grades = poisoned_grades(it)
    write_report(folder / "report.html", a_source(grades, card=a_card(), files=poisoned_files(it)))
    return page(folder / "report.html")


def candidates_pages(folder: Path, it: Poison) -> list[Page]:
    found = []
    for hidden in ("nothing", "names"):
        for number, grade in enumerate(poisoned_grades(it)):
            path = folder / f"{hidden}{number}.html"
            write_own(path, a_source([grade], card=a_card(hidden), files=poisoned_files(it)))
            found.append(page(path))
    return found


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[Any]]:
    """Return the elements of the pages for harmless text."""
    folder = tmp_path_factory.mktemp("pages")
    whole = skeleton(interviewers_page(folder, HARMLESS))
    return whole, [skeleton(each) for each in candidates_pages(folder, HARMLESS)]


@slow_to_draw
@given(poison())
@example(everywhere("".join(part for parts in FRAGMENTS.values() for part in parts)))
@example(all_of("HTML"))
@example(all_of("Markdown"))
def test_the_pages_have_the_elements_that_the_templates_wrote(
    tmp_path: Path, usual: tuple[list[Any], list[Any]], it: Poison
) -> None:
    whole, own = usual
    assert skeleton(interviewers_page(tmp_path, it)) == whole
    assert [skeleton(each) for each in candidates_pages(tmp_path, it)] == own


@pytest.mark.parametrize("hidden", ["nothing", "counts", "names"])
def test_the_files_for_gradescope_are_strict_ascii_with_the_usual_keys(tmp_path: Path, hidden: str) -> None:
    def shapes(it: Poison, folder: Path) -> list[Any]:
        write_gradescope(folder, a_source(poisoned_grades(it), card=a_card(hidden)))
        texts = [path.read_text(encoding="ascii") for path in sorted(folder.rglob("results.json"))]
        assert all(text.replace("\n", "").isprintable() for text in texts)
        found = map(strict_json, texts)
        return sorted((sorted(each), [(sorted(test), test["status"]) for test in each["tests"]]) for each in found)

    usual = shapes(HARMLESS, tmp_path / "harmless")
    for number, kind in enumerate(FRAGMENTS):
        assert shapes(all_of(kind), tmp_path / str(number)) == usual


# the terminal


def table_lines(it: Poison, width: int) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, color_system="truecolor", markup=True, emoji=True)
    grades = poisoned_grades(it)
    console.print(batch_table(grades, title="Small", notes={grade.candidate: it.reason for grade in grades}))
    text = without_colour(out.getvalue())
    assert acts_on_a_terminal(text) <= {OURS}
    return text.splitlines()


def check_terminal(it: Poison) -> None:
    for width in (60, 200):
        lines = table_lines(it, width)
        assert max(map(cell_len, lines)) <= width
        assert [line for line in lines if line.startswith("honest")] == [
            line for line in lines if line.startswith(("honest  ", "honest too  "))
        ]
        assert sum(line.startswith("honest") for line in lines) == 2
    for grade in poisoned_grades(it):
        for columns in (40, 120):
            text = grade_text(grade, with_output=True, columns=columns)
            assert not acts_on_a_terminal(text)
            lines = text.split("\n")
            assert all(cell_len(line) <= columns for line in lines if line.startswith("      | "))
            assert max(map(cell_len, lines)) <= 400, "a name, a test's id: wide letters, and escapes of ten signs"
    harmless = grade_text(poisoned_grades(HARMLESS)[1]).split("\n")
    ours = [line for line in grade_text(poisoned_grades(it)[1]).split("\n") if not line.startswith("      | ")]
    assert len(ours) == sum(not line.startswith("      | ") for line in harmless)


@every_class
def test_nothing_acts_on_the_terminal_and_rows_stay_rows_whatever_the_kind_of_text(kind: str) -> None:
    check_terminal(all_of(kind))


@quick
@given(poison())
def test_nothing_acts_on_the_terminal_and_rows_stay_rows(it: Poison) -> None:
    check_terminal(it)


def test_the_rows_of_each_status_are_there() -> None:
    """The measure itself: each place is one that the outputs show."""
    it = Poison(**{name: f"mark_{name}" for name in Poison.__dataclass_fields__})
    grades = poisoned_grades(it)
    assert {grade.status for grade in grades} == set(GradeStatus)
    shown = "".join(grade_text(grade, with_output=True) for grade in grades) + csv_text(it)
    for name in set(Poison.__dataclass_fields__) - {"source"}:
        assert f"mark_{name}" in shown
