"""The page of a brief in a real browser, by what is asked of every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.runner.briefs.builders import a_brief
from tests.runner.briefs.reading import page_of
from tests.runner.browsing import (
    DESK,
    PHONE,
    SMALL,
    axe_finds_nothing,
    nothing_scrolls_sideways,
    the_first_stop_is_the_skip_link,
    the_keyboard_reaches_what_scrolls,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of a brief that has everything."""
    place = tmp_path_factory.mktemp("pages") / "brief.html"
    place.write_text(page_of(a_brief()), encoding="utf-8")
    return place


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_axe_finds_nothing(show: Callable[..., Page], size: tuple[int, int], scheme: str) -> None:
    axe_finds_nothing(show(size, color_scheme=scheme))


def test_on_paper_nothing_is_dark_or_cut_and_axe_finds_nothing(show: Callable[..., Page]) -> None:
    page = show(color_scheme="dark")
    page.emulate_media(media="print")
    axe_finds_nothing(page)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    cut = (
        "[...document.querySelectorAll('pre, .scroll')].filter(each => each.scrollWidth > each.clientWidth + 1).length"
    )
    assert page.evaluate(cut) == 0
    assert page.pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("size", [SMALL, DESK], ids=["small", "desk"])
def test_the_page_never_scrolls_sideways(show: Callable[..., Page], size: tuple[int, int]) -> None:
    nothing_scrolls_sideways(show(size), size[0])


def test_the_keyboard_gets_everywhere(show: Callable[..., Page]) -> None:
    the_first_stop_is_the_skip_link(show())
    the_keyboard_reaches_what_scrolls(show(PHONE))
