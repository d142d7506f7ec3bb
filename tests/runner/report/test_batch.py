"""The interviewers' page: what it has, that nothing of a candidate acts in it, that memory does not grow."""

from __future__ import annotations

import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from runner.model import Grade, GradeStatus, SourceFile, Verdict
from runner.plain import visible
from runner.report import Source, write_report
from tests.runner.report.builders import Page, a_card, a_full_grade, a_source, a_test

TOKEN = "EVIL7f3"
HOSTILE = (
    f"{TOKEN}</pre></code></title></style><script>alert(1)</script><img src=x onerror=alert(1)>"
    f'" onload="x\' y={{{{7*7}}}}'
    f"{{% raw %}}<!--]]>\x00\x07\x1b[31m\x1b]0;t\x07\r\u202e\u2066\u200b\ud800\ue000\u2028=cmd|'/c'!A1 {TOKEN}"
)
LINK = re.compile(r"#[\w.-]+|(\.\./)?(report_pages/)?report(-\d{4})?\.html")
TAGS = {
    "a", "bdi", "blockquote", "body", "br", "caption", "clippath", "code", "dd", "defs", "desc", "details", "div", "dl",
    "dt", "em", "figcaption", "figure", "footer", "g", "h1", "h2", "h3", "h4", "h5", "head", "header", "hr", "html",
    "li", "main", "meta", "nav", "ol", "p", "path", "pre", "rect", "section", "span", "strong", "style", "summary",
    "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul", "use",
}  # fmt: skip


def written(tmp_path: Path, source: Source, *, per_page: int = 100) -> list[Page]:
    paths = write_report(tmp_path / "report.html", source, per_page=per_page)
    return [Page(path.read_text(encoding="utf-8")) for path in paths]


def a_hostile_source() -> Source:
    tests = (
        a_test("one", message=HOSTILE, counterexample=f"x={HOSTILE}"),
        a_test("two", message=f'ValueError: {HOSTILE}\n\nin the submission:\n  File "/submission/{HOSTILE}", line 3'),
        a_test("three", Verdict.ERROR, message=f'it could not be imported: File "{HOSTILE}", line 2\n{HOSTILE}'),
        a_test("four", message=f"assert '{HOSTILE}' == 3\nt.py:1: assert f() == 3" + "x" * 5_000_000),
        a_test("five", Verdict.PASSED, output=HOSTILE),
    )
    grades = [
        a_full_grade(HOSTILE, *tests, decisions=f"# {HOSTILE}\n\n[a](javascript:{TOKEN})\n\n```{TOKEN}\n{HOSTILE}\n"),
        a_full_grade(HOSTILE * 50, status=GradeStatus.REJECTED, score=0.0, reason=HOSTILE, tests=(), groups=()),
        a_full_grade(f"\u202e{TOKEN}", status=GradeStatus.UNGRADED, score=None, reason=HOSTILE, tests=(), groups=()),
    ]
    files = (SourceFile(path=f"{HOSTILE}.py".replace("\0", ""), data=HOSTILE.encode("utf-8", "replace")),)
    return a_source(grades, card=a_card(), files=files)


# what it has


def test_one_file_has_everything_of_a_small_batch(tmp_path: Path) -> None:
    grades = [a_full_grade("ann", decisions="Because."), a_full_grade("bob")]
    (page,) = written(tmp_path, a_source(grades, card=a_card()))
    for part in (
        "A small problem",
        "ann",
        "bob",
        "30/60",
        "Why that?",
        "Because.",
        "smallest failing input",
        "x=[0]",
        "came back",
        "2 at index 1",
        "expected",
        "return x",
        "Is it?",
        "mean score",
    ):
        assert part in page.text, part
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_follow_ups_are_shown_to_whoever_lost_what_they_are_about(tmp_path: Path) -> None:
    lost, kept = a_full_grade("ann"), a_full_grade("bob", a_test("one", Verdict.PASSED), a_test("two", Verdict.PASSED))
    (page,) = written(tmp_path, a_source([lost, kept], card=a_card()))
    assert page.text.count("What to ask about it") == 1
    assert page.text.count("Why that?") == 1
    assert page.text.count("How are you?") == 2


def test_the_tests_that_most_missed_come_first_with_their_promises(tmp_path: Path) -> None:
    once = (Verdict.FAILED, Verdict.PASSED, Verdict.PASSED)
    grades = [a_full_grade(f"c{n}", a_test("rare", verdict), a_test("often")) for n, verdict in enumerate(once)]
    (page,) = written(tmp_path, a_source(grades))
    rows = re.findall(r"(\d) of 3The promise of (\w+) holds", re.sub(r"\s+", " ", page.text))
    assert rows[:2] == [("3", "often"), ("1", "rare")]


def test_failures_that_say_the_same_are_told_once(tmp_path: Path) -> None:
    tests = [a_test(f"n{n}", Verdict.ERROR, message="it could not be imported: SyntaxError: x") for n in range(40)]
    (page,) = written(tmp_path, a_source([a_full_grade("ann", *tests)]))
    assert page.text.count("could not be imported: SyntaxError: x") == 2  # the explanation, and the whole message
    assert "40 tests" in page.text


def test_grades_of_several_problems_are_parts_of_one_page(tmp_path: Path) -> None:
    (page,) = written(tmp_path, a_source([a_full_grade("ann"), a_full_grade("ann", problem="other")]))
    assert [each.attributes["id"] for each in page.all("h2")] == ["p1", "p2"]


def test_without_card_files_or_grades_there_is_still_a_page(tmp_path: Path) -> None:
    (page,) = written(tmp_path, a_source([a_full_grade("ann")], card=None, files=None))
    assert "were not kept" in page.text
    (page,) = written(tmp_path, a_source([]))
    assert "no grades" in page.text


# what holds for every page


@pytest.fixture(params=["small", "paged", "hostile"])
def pages(request: pytest.FixtureRequest, tmp_path: Path) -> list[Page]:
    if request.param == "hostile":
        return written(tmp_path, a_hostile_source())
    grades = [a_full_grade(f"c{number}", decisions="## Why\n\nBecause.") for number in range(7)]
    return written(tmp_path, a_source(grades, card=a_card()), per_page=3 if request.param == "paged" else 100)


def test_nothing_is_loaded_and_nothing_runs(pages: list[Page]) -> None:
    for page in pages:
        (policy,) = (each.attributes["content"] or "" for each in page.all("meta") if "http-equiv" in each.attributes)
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert {element.tag for element in page.elements} <= TAGS
        for element in page.elements:
            assert not {"style", "src", "srcset"} & set(element.attributes)
            assert not [name for name in element.attributes if name.startswith("on")]
            assert LINK.fullmatch(element.attributes.get("href") or "#x")
        assert "url(" not in "".join(part for each in page.all("style") for part in each.text)


def test_ids_are_there_once_and_what_refers_to_them_finds_them(pages: list[Page]) -> None:
    for page in pages:
        ids = Counter(each.attributes["id"] for each in page.elements if "id" in each.attributes)
        assert not [name for name, count in ids.items() if count > 1]
        for element in page.elements:
            for name in ("aria-labelledby", "href", "clip-path"):
                value = element.attributes.get(name) or ""
                named = re.findall(r"#([\w.-]+)", value) if name != "aria-labelledby" else value.split()
                assert set(named) <= set(ids), (element.tag, value)


def test_headings_do_not_skip_a_level_and_tables_have_scoped_headers(pages: list[Page]) -> None:
    for page in pages:
        levels = [int(each.tag[1]) for each in page.all("h1", "h2", "h3", "h4", "h5")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert all(each.attributes.get("scope") for each in page.all("th"))
        assert [each.attributes.get("lang") for each in page.all("html")] == ["en"]
        assert all(each.attributes.get("role") == "img" for each in page.all("svg"))


# hostile text


def test_text_of_others_is_text_and_seen(tmp_path: Path) -> None:
    (page,) = written(tmp_path, a_hostile_source())
    raw = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.text.count(TOKEN) > 10
    assert not page.comments
    for element in page.elements:
        assert not [value for value in element.attributes.values() if TOKEN in (value or "")], element.tag
        assert TOKEN not in element.tag
    assert visible(raw, newlines=True) == raw
    assert "{{7*7}}" in page.text
    assert len(raw) < 600_000


# many


def many(number: int, *, message_bytes: int = 0) -> Source:
    def grades() -> Iterator[Grade]:
        for place in range(number):
            message = f"assert {place} == 0\nt.py:1: assert f() == 0".ljust(message_bytes, ".")
            test = a_test("two", message=message, counterexample=f"n={place}")
            tests = (a_test("one", Verdict.PASSED), test)
            yield a_full_grade(f"candidate {place:05}", *tests, submission_digest=f"{place:064}")

    def files(digest: str) -> tuple[SourceFile, ...]:
        return (SourceFile(path="s.py", data=digest.encode()),)

    return Source(grades=grades, card=lambda _: a_card(), files=files)


def test_a_large_batch_is_an_index_and_pages_each_of_which_stands_alone(tmp_path: Path) -> None:
    paths = write_report(tmp_path / "report.html", many(25), per_page=10)
    names = [path.relative_to(tmp_path).as_posix() for path in paths]
    assert names == ["report.html", *(f"report_pages/report-000{n}.html" for n in (1, 2, 3))]
    index, *pages = [Page(path.read_text(encoding="utf-8")) for path in paths]
    for name in names[1:]:
        assert name in [each.attributes.get("href") for each in index.all("a")]
    assert "candidate 00024" in index.text
    assert "candidate 00013" not in index.text
    for number in range(25):
        found = [place for place, page in enumerate(pages) if f"candidate {number:05}" in page.text]
        assert found == [number // 10]
    assert [each.attributes["href"] for each in pages[1].all("a")][1:4] == [
        "../report.html", "report-0001.html", "report-0003.html"
    ]  # fmt: skip


def test_pages_of_an_earlier_larger_report_go_and_nothing_else_does(tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", many(25), per_page=10)
    mine = tmp_path / "report_pages" / "notes.html"
    mine.write_text("mine")
    write_report(tmp_path / "report.html", many(15), per_page=10)
    assert sorted(path.name for path in mine.parent.iterdir()) == ["notes.html", "report-0001.html", "report-0002.html"]
    write_report(tmp_path / "report.html", many(5), per_page=10)
    assert [path.name for path in mine.parent.iterdir()] == ["notes.html"]
    mine.unlink()
    write_report(tmp_path / "report.html", many(5), per_page=10)
    assert not mine.parent.exists()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_batch(tmp_path: Path) -> None:
    """Twenty times the submissions, with 16 MB of messages among them, take less than twice as much at the peak."""

    def peak(number: int) -> int:
        tracemalloc.start()
        write_report(tmp_path / "report.html", many(number, message_bytes=4000), per_page=50)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    write_report(tmp_path / "report.html", many(120), per_page=50)  # what is loaded once is loaded
    assert peak(4000) < 2 * peak(200)
