"""What a brief says, as far as a program can tell: its sections, the names in it, and the tolerances that it states."""

from __future__ import annotations

import re
from collections.abc import Iterator

SECTIONS = (
    "What this round is about",
    "The situation",
    "The task",
    "Examples",
    "How it is scored",
    "AI assistants",
    "What to think about beforehand",
    "What to hand in",
)
DECISIONS = "DECISIONS.md"
_HEADING = re.compile(r"^## +(.*?) *#* *$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_PRECISE = re.compile(r"toleran|relative|absolute|precis|exact|within|error|differ|close|accura|approx|rtol|atol", re.I)
_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e[-+]?\d+)?|\.\d+)(?![\w.]*\w)", re.I)
_POWER = re.compile(r"10 ?(?:\^|\*\*) ?\{?(-\d+)\}?|10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_WORDS = {"thousandth": 1e-3, "millionth": 1e-6, "billionth": 1e-9}


class Brief:
    """A brief's text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def missing_sections(self) -> tuple[str, ...]:
        """Return the headings of the shape that it lacks."""
        there = {heading.casefold() for heading in self._headings()}
        return tuple(name for name in SECTIONS if name.casefold() not in there)

    def says(self, name: str) -> bool:
        """Whether a name is there as a word of its own."""
        return re.search(rf"(?<![\w]){re.escape(name)}(?!\w)", self._text) is not None

    def tolerances(self) -> tuple[float, ...]:
        """Return the numbers below 1 in paragraphs and rows that speak of precision."""
        return tuple(
            number
            for part in self._paragraphs()
            if _PRECISE.search(part)
            for number in _numbers(part)
            if 0 < number < 1
        )

    def _headings(self) -> Iterator[str]:
        fenced = False
        for line in self._text.splitlines():
            if _FENCE.match(line):
                fenced = not fenced
            elif not fenced and (found := _HEADING.match(line)):
                yield found[1]

    def _paragraphs(self) -> list[str]:
        return re.split(r"\n\s*\n|\n(?=\s*[-*|] ?)", self._text)


def _numbers(text: str) -> Iterator[float]:
    yield from (float(found) for found in _NUMBER.findall(text))
    yield from (10.0 ** int(plain or raised.translate(_RAISED)) for plain, raised in _POWER.findall(text))
    yield from (float(found) / 100 for found in re.findall(r"(\d+(?:\.\d+)?) ?(?:%|per cent)", text))
    yield from (value for word, value in _WORDS.items() if word in text)
