"""context: looks for whitespace behind the passage before in order, though another one goes on further."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

Span = tuple[int, int]
Source = tuple[str, int, int]

_TOKEN = re.compile(r"\S+")
_ENDING = re.compile(r"[.!?][\"')\]]*$")
_CITATION = re.compile(r"\[([0-9]+(?:, ?[0-9]+)*)\]")
_QUOTATION = re.compile(r'"([^"]*)"')
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def sentences(text: str) -> list[Span]:
    """Return the sentences as (start, end): each from its first token to its last."""
    tokens = _tokens(text)
    return [(tokens[first][0], tokens[last - 1][1]) for first, last in _sentences(text, tokens)]


def chunk(text: str, max_tokens: int, overlap: int = 0) -> list[Span]:
    """Return chunks of whole sentences as (start, end), each within the budget, each as long as it can be."""
    if not 0 <= overlap < max_tokens:
        raise ValueError(f"max_tokens must be at least 1 and overlap below it, not {max_tokens} and {overlap}")
    tokens = _tokens(text)
    pieces = [
        (begin, min(begin + max_tokens, last))
        for first, last in _sentences(text, tokens)
        for begin in range(first, last, max_tokens)
    ]
    chunks = []
    fresh = begin = 0
    while pieces[fresh:]:
        while pieces[fresh][0] - pieces[begin][0] > overlap or pieces[fresh][1] - pieces[begin][0] > max_tokens:
            begin += 1
        fitting = [last for _, last in pieces[fresh:] if last - pieces[begin][0] <= max_tokens]
        chunks.append((tokens[pieces[begin][0]][0], tokens[fitting[-1] - 1][1]))
        fresh += len(fitting)
    return chunks


def assemble(
    documents: Mapping[str, str], passages: Sequence[tuple[str, int, int, float]], max_tokens: int
) -> dict[str, Any]:
    """Return the sources that fit into the budget, the best passages first of all, and the context's text."""
    for name, start, end, _ in passages:
        if name not in documents or not 0 <= start < end <= len(documents[name]):
            raise ValueError(f"no such passage: {name} {start}-{end}")
    taken: dict[str, list[Span]] = {}
    for name, start, end, _ in sorted(passages, key=lambda passage: -passage[3]):
        trial = {**taken, name: [*taken.get(name, []), (start, end)]}
        sources = [(each, *span) for each, spans in trial.items() for span in _merged(documents[each], spans)]
        size = sum(len(_tokens(documents[each][a:b])) for each, a, b in sources)
        if size <= max_tokens:
            taken = trial
    sources = [(name, *span) for name, spans in taken.items() for span in _merged(documents[name], spans)]
    texts = [f"[{number}] {documents[name][start:end]}" for number, (name, start, end) in enumerate(sources, start=1)]
    return {"sources": sources, "text": "\n\n".join(texts)}


def check_citations(answer: str, sources: Sequence[str]) -> list[dict[str, Any]]:
    """Return for each sentence of the answer what it cites and what is wrong with it."""
    found = []
    for start, end in sentences(answer):
        sentence = answer[start:end]
        marks = _CITATION.findall(sentence)
        cited = sorted({int(number) for mark in marks for number in mark.split(",")})
        problems = _problems(_CITATION.sub(" ", sentence), cited, sources) if cited else [("uncited", None)]
        found.append({"start": start, "end": end, "cited": cited, "problems": problems})
    return found


def _tokens(text: str) -> list[Span]:
    return [match.span() for match in _TOKEN.finditer(text)]


def _sentences(text: str, tokens: list[Span]) -> list[Span]:
    """Return the sentences as (first token, token behind the last)."""
    cuts = [
        number
        for number, ((start, end), (following, _)) in enumerate(pairwise(tokens), start=1)
        if _ENDING.search(text[start:end]) or text[end:following].count("\n") > 1
    ]
    return list(pairwise([0, *cuts, len(tokens)])) if tokens else []


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans in order, as one where they overlap or nothing but whitespace is between them."""
    merged: list[Span] = []
    last = 0
    for start, end in sorted(spans):
        if merged and (start <= merged[-1][1] or not text[last:start].strip()):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
        last = end
    return merged


def _problems(claim: str, cited: list[int], sources: Sequence[str]) -> list[tuple[str, Any]]:
    known = dict(enumerate(sources, start=1))
    texts = [known[number] for number in cited if number in known]
    problems: list[tuple[str, Any]] = [("unknown source", number) for number in cited if number not in known]
    for quotation in dict.fromkeys(" ".join(quoted.split()) for quoted in _QUOTATION.findall(claim)):
        if not any(_quotes(text, quotation) for text in texts):
            problems.append(("not quoted", quotation))
    numbers = {number for text in texts for number in _NUMBER.findall(text)}
    problems += [("number", number) for number in dict.fromkeys(_NUMBER.findall(claim)) if number not in numbers]
    return problems


def _quotes(text: str, quotation: str) -> bool:
    """Whether the text has the quotation word for word, not beginning or ending inside of a word."""
    pattern = rf"(?<![^\W_]){re.escape(quotation)}(?![^\W_])"
    return re.search(pattern, " ".join(text.split())) is not None
