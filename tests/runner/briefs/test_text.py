"""The plain text: 79 columns, but for code, whose lines are never broken."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from runner.briefs import brief_text
from tests.runner.briefs.builders import SHIPPED, a_brief, shipped


@pytest.mark.parametrize("slug", SHIPPED)
def test_lines_are_no_longer_than_79_columns_but_for_code(slug: str) -> None:
    for line in brief_text(shipped(slug)).split("\n"):
        assert cell_len(line) <= 79 or line.startswith("    "), line
        assert line == line.rstrip(" ") or line.startswith("    ")


def test_code_is_whole_tables_are_aligned_and_lists_hang() -> None:
    text = brief_text(a_brief())
    assert "    def long(a, b): return " + ("a + b + " * 40).rstrip() in text
    assert "\nEverything\n" in f"\n{text}"
    assert text.startswith("Everything\n==========\n\nLive: all\n")
    assert "\n- one, with words\n" in text
    assert "\n  1. inner\n" in text
    assert "\n     a paragraph of its own\n" in text
    assert "\n> quoted\n" in text
    bars = [line.index("|") for line in text.split("\n") if line.count("|") == 2]
    assert len(bars) > 3
    assert len(set(bars)) == 1
    assert "\nThe task\n--------\n" in text
    assert "tests/visible/table.bin\n~~~~~~~~~~~~~~~~~~~~~~~\n\n    (not text: 2 bytes)\n" in text


def test_wide_letters_count_as_what_they_take() -> None:
    text = brief_text(a_brief("中文 " * 60))
    assert max(cell_len(line) for line in text.split("\n") if not line.startswith("    ")) <= 79


def test_nothing_acts_on_a_terminal() -> None:
    text = brief_text(a_brief("a \x1b[31m \u202e b\n\n    \x9b31m\n\n|\x07|\n|-|\n", title="\x1b]0;x\x07"))
    assert not [c for c in text if not (c.isprintable() or c == "\n")]
