"""The pages in a real browser: nothing is fetched, nothing overflows a phone, and axe finds nothing to object to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from runner import model
from runner.model import Grade, GradeStatus, SourceFile, Verdict
from runner.report import Source, write_own, write_report
from tests.runner.browsing import (
    DESK,
    PHONE,
    SMALL,
    axe_finds_nothing,
    nothing_scrolls_sideways,
    open_details,
    the_first_stop_is_the_skip_link,
    the_keyboard_reaches_what_scrolls,
)
from tests.runner.report.builders import Page as Parsed
from tests.runner.report.builders import a_card, a_full_grade, a_source, a_test
from tests.runner.report.hostile_text import FRAGMENTS, everywhere, poisoned_files, poisoned_grades
from tests.runner.report.test_batch import HOSTILE, many
from tests.runner.report.test_plot import a_growth, a_race

NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => done(false)))"
SOURCE = b'''"""A module."""
import numpy as np


@property
def f(x: int = 0x1F) -> str:  # why
    """Say it."""
    return "text" if not x else str(len(np.zeros(3)))  # longer than a phone is wide, so that it scrolls
'''


def every_verdict() -> tuple[model.TestResult, ...]:
    groups = ("more", "basics")
    return tuple(a_test(f"{each}", each, group=groups[number % 2]) for number, each in enumerate(Verdict))


def measured_test() -> model.TestResult:
    return replace(a_test("speed"), measurements=(a_race(), a_growth()))


def batch() -> Source:
    many_tests = (a_test(str(number), Verdict.PASSED, points=2.0) for number in range(50))
    grades: list[Grade] = [
        a_full_grade("ann", *every_verdict(), decisions=f"# Why\n\n- `one`\n\n> two\n\n```\n{'x' * 300}\n```\n"),
        a_full_grade("bob", measured_test(), a_test("2", Verdict.PASSED), reason=""),
        a_full_grade("a name that is rather longer than anybody would expect " * 2, a_test("x", Verdict.PASSED)),
        a_full_grade("dan", status=GradeStatus.REJECTED, score=0.0, reason="no solution.py", tests=(), groups=()),
        a_full_grade("eve", status=GradeStatus.UNGRADED, score=None, reason=HOSTILE, tests=(), groups=()),
        a_full_grade("full", *many_tests, isolated=False, engine="local"),
    ]
    return a_source(grades, card=a_card(), files=(SourceFile(path="solution.py", data=SOURCE),))


@pytest.fixture(scope="module", params=["whole", "index", "page", "candidate", "nothing"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write one of the kinds of page that there are."""
    place = tmp_path_factory.mktemp("pages") / "report.html"
    match request.param:
        case "whole":
            return write_report(place, batch())[0]
        case "index" | "page":
            return write_report(place, many(12), per_page=5)[1 if request.param == "page" else 0]
        case _:
            hidden = "names" if request.param == "candidate" else "nothing"
            source = a_source(list(batch().grades()), card=a_card(hidden), files=batch().files(""))
            write_own(place, source.only(candidate="ann"))
            return place


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(show: Callable[..., Page], size: tuple[int, int], scheme: str) -> None:
    page = show(size, color_scheme=scheme)
    open_details(page)
    axe_finds_nothing(page)


def test_axe_finds_nothing_on_paper(show: Callable[..., Page]) -> None:
    page = show(color_scheme="dark")
    page.emulate_media(media="print")
    axe_finds_nothing(page)


@pytest.mark.parametrize("size", [SMALL, PHONE, DESK], ids=["small", "phone", "desk"])
def test_the_page_never_scrolls_sideways(show: Callable[..., Page], size: tuple[int, int]) -> None:
    page = show(size)
    open_details(page)
    nothing_scrolls_sideways(page, size[0])


def test_the_first_stop_of_the_keyboard_is_the_skip_link_and_it_shows(show: Callable[..., Page]) -> None:
    the_first_stop_is_the_skip_link(show())


def test_what_scrolls_can_be_reached_by_keyboard_and_focus_is_seen(show: Callable[..., Page]) -> None:
    page = show(PHONE)
    open_details(page)
    the_keyboard_reaches_what_scrolls(page)


def test_on_paper_everything_is_unfolded_and_nothing_is_dark(show: Callable[..., Page]) -> None:
    page = show(color_scheme="dark")
    page.emulate_media(media="print")
    seen = "each => each.checkVisibility({contentVisibilityAuto: true})"
    unfolded = f"[...document.querySelectorAll('.code')].every({seen})"
    # The layout for paper comes with one of the next frames. The page's policy forbids what `wait_for_function` does.
    assert any(page.evaluate(unfolded) or page.evaluate(NEXT_FRAME) for _ in range(600))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("audience", ["interviewers", "candidate"])
def test_a_browser_finds_the_elements_that_were_written_and_nothing_runs(
    browser: Browser, tmp_path: Path, audience: str
) -> None:
    """How a browser reads a page full of hostile text is, element by element, how a parser without tricks reads it."""
    it = everywhere("".join(part for parts in FRAGMENTS.values() for part in parts))
    grades, path = poisoned_grades(it), tmp_path / "report.html"
    if audience == "candidate":
        write_own(path, a_source([grades[1]], card=a_card("names"), files=poisoned_files(it)))
    else:
        write_report(path, a_source(grades, card=a_card(), files=poisoned_files(it)))
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.on("request", lambda request: told.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    seen = page.evaluate("[...document.querySelectorAll('*')].map(each => each.localName.toLowerCase())")
    assert seen == [element.tag for element in Parsed(path.read_text(encoding="utf-8")).elements]
    assert not told
    page.close()


def test_letters_that_are_read_from_right_to_left_do_not_pull_the_score_to_their_other_side(
    browser: Browser, tmp_path: Path
) -> None:
    write_report(tmp_path / "report.html", a_source([a_full_grade("\u05d0\u05d1\u05d2")], card=a_card()))
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    name, score = (page.locator(f".submission h4 {part}").bounding_box() for part in ("bdi", ".badge"))
    assert name is not None
    assert score is not None
    assert name["x"] < score["x"]
    page.close()
