"""What is asked of every page in a real browser, whoever it is for."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONE, SMALL, DESK = (390, 844), (320, 640), (1280, 900)
_UNREACHABLE = """() => [...document.querySelectorAll('body *')].filter(each =>
    ['auto', 'scroll'].includes(getComputedStyle(each).overflowX)
    && each.scrollWidth > each.clientWidth + 1 && each.tabIndex < 0
).map(each => each.outerHTML.slice(0, 120))"""


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.response["passes"], "axe has looked at something"
    assert not found.violations_count, found.generate_report()


def nothing_scrolls_sideways(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def the_keyboard_reaches_what_scrolls(page: Page) -> None:
    assert page.evaluate(_UNREACHABLE) == []
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def the_first_stop_is_the_skip_link(page: Page) -> None:
    page.keyboard.press("Tab")
    box = page.locator(":focus").bounding_box()
    assert page.locator(":focus").inner_text() == "Skip to the content"
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
