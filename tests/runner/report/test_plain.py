"""What `visible` shows and what it leaves alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.plain import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, even with \\ and [bold]", "plain text, even with \\ and [bold]"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\rb\nc\td\0", "a\\rb\\nc\\td\\x00"),
        ("ab\u202edc", "ab\\u202edc"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("a\u200bb\u200d\ufeff", "a\\u200bb\\u200d\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\u2028\u2029\x85\x7f\xad", "\\u2028\\u2029\\x85\\x7f\\xad"),
        ("\U000e0041\U000e0100", "\\U000e0041\\U000e0100"),
        ("\u3164\u2800\ufe01", "\\u3164\\u2800\\ufe01"),
        ("Größe 数 عربي e\u0301 ☕\ufe0f", "Größe 数 عربي e\u0301 ☕\ufe0f"),
    ],
)
def test_what_acts_or_hides_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_marks_that_are_heaped_upon_one_letter_are_written_out() -> None:
    assert visible("e" + "\u0301" * 8 + "x") == "e" + "\u0301" * 8 + "x"
    assert visible("e" + "\u0301" * 10) == "e" + "\u0301" * 8 + "\\u0301" * 2
    assert max(map(len, re.findall("\u0489+", visible("\u0489" * 100, newlines=True)))) == 8


def test_newlines_stay_where_asked() -> None:
    assert visible("a\n\tb\r\x1b", newlines=True) == "a\n\tb\\r\\x1b"


@given(st.text(st.characters(exclude_categories=())))
def test_the_result_can_be_written_and_is_its_own_result(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert visible(shown) == shown
