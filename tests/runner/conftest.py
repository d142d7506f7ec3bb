"""A browser for the tests of pages, and a window of it on the page that a module's `path` names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.runner.browsing import BROWSERS, DESK


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Lend a browser; without one the tests are skipped, saying how to get it, and with CI=true they fail."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        reason = f"no browser: none of {', '.join(BROWSERS)} is installed (`make browser`)"
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true this test may not be skipped: {reason}", pytrace=False)
        pytest.skip(reason)
    sandboxed = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to sandbox root's own pages
    with sync_playwright() as driver:
        lent = driver.chromium.launch(executable_path=path, args=sandboxed)
        yield lent
        lent.close()


@pytest.fixture
def show(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    """Show the page in a window of a size; fails where anything is fetched or the console has something to say."""
    told: list[str] = []
    contexts = []

    def opened(size: tuple[int, int] = DESK, **how: Any) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: told.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not told
