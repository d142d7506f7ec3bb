"""Evaluate an agent's runs. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Call = Mapping[str, Any]
Judge = Callable[[dict[str, Any]], str]


def check_text(
    text: str, *, must: Sequence[str] = (), must_not: Sequence[str] = (), max_words: int | None = None
) -> list[tuple[str, Any]]:
    """Return what is wrong with a text, as ("missing", phrase), ("forbidden", phrase), ("too long", words)."""
    raise NotImplementedError


def match_calls(expected: Sequence[Call], actual: Sequence[Call], mode: str) -> dict[str, Any]:
    """Return {"passed": bool, "matched": int} for the mode "exact", "subsequence" or "subset".

    Raises:
        ValueError: There is no such mode.
    """
    raise NotImplementedError


def judge_answer(judge: Judge, question: str, reference: str, answer: str, *, max_calls: int = 3) -> dict[str, Any]:
    """Ask the judge until it gives a verdict, at most `max_calls` times; return verdict, calls and failures.

    Raises:
        ValueError: max_calls is below 1.
    """
    raise NotImplementedError


def agreement(
    first: Sequence[str | None], second: Sequence[str | None], *, order: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return n, skipped, observed, expected and kappa of two raters.

    Raises:
        ValueError: The lengths differ, `order` has a label twice, or a label is not in it.
    """
    raise NotImplementedError


def evaluate(
    cases: Sequence[Mapping[str, Any]],
    runs: Mapping[str, Mapping[str, Any] | None],
    judge: Judge,
    *,
    max_calls: int = 3,
) -> dict[str, Any]:
    """Return cases, summary and judge_calls.

    Raises:
        ValueError: A case's id is there twice, a case asks nothing, or a run belongs to no case.
    """
    raise NotImplementedError
