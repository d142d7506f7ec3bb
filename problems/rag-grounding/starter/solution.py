"""Sentences, chunks, context and citations. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text as (start, end), so that text[start:end] is the sentence."""
    raise NotImplementedError


def chunk(text: str, max_tokens: int, overlap: int = 0) -> list[tuple[int, int]]:
    """Return the chunks of a text as (start, end).

    Raises:
        ValueError: max_tokens is below 1, or overlap is negative or not below max_tokens.
    """
    raise NotImplementedError


def assemble(
    documents: Mapping[str, str], passages: Sequence[tuple[str, int, int, float]], max_tokens: int
) -> dict[str, Any]:
    """Return {"sources": [(document, start, end), ...], "text": str} for passages (document, start, end, score).

    Raises:
        ValueError: A passage's document is not there, or it is empty or not within its document.
    """
    raise NotImplementedError


def check_citations(answer: str, sources: Sequence[str]) -> list[dict[str, Any]]:
    """Return for each sentence of the answer {"start", "end", "cited", "problems"}."""
    raise NotImplementedError
