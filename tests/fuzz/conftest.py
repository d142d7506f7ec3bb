"""The harnesses end with the tests that use them: what they laid out on the disk goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.targets import TARGETS


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    for target in TARGETS.values():
        target.forget()
