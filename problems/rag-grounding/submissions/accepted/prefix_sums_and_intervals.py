"""Bisection on the tokens' places, intervals kept apart in sorted lists, words compared as lists for quotations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right


class Text:
    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        for word in re.finditer(r"[^\s]+", text):
            self.starts.append(word.start())
            self.ends.append(word.end())

    def count(self, start: int, end: int) -> int:
        """Tokens that have a character in the span."""
        return max(0, bisect_left(self.starts, end) - bisect_right(self.ends, start))

    def blank(self, start: int, end: int) -> bool:
        return self.count(start, end) == 0

    def cuts(self) -> list[int]:
        """The numbers of tokens with which sentences begin, and the number of tokens."""
        found = [0] if self.starts else []
        for number in range(1, len(self.starts)):
            before = self.text[self.starts[number - 1] : self.ends[number - 1]].rstrip("\"')]")
            lines = self.text[self.ends[number - 1] : self.starts[number]].split("\n")
            if before.endswith((".", "!", "?")) or len(lines) > 2:
                found.append(number)
        return [*found, len(self.starts)] if found else []


def sentences(text):
    body = Text(text)
    cuts = body.cuts()
    return [(body.starts[a], body.ends[b - 1]) for a, b in zip(cuts, cuts[1:])]


def chunk(text, max_tokens, overlap=0):
    if max_tokens < 1 or overlap < 0 or overlap >= max_tokens:
        raise ValueError("limits")
    body = Text(text)
    cuts = body.cuts()
    marks = []
    for a, b in zip(cuts, cuts[1:]):
        marks.extend(range(a, b, max_tokens))
    marks += cuts[-1:]
    spans, new = [], 0
    while new < len(marks) - 1:
        least = max(marks[new] - overlap, marks[new + 1] - max_tokens) if spans else marks[new]
        first = bisect_left(marks, least)
        behind = bisect_right(marks, marks[first] + max_tokens) - 1
        spans.append((body.starts[marks[first]], body.ends[marks[behind] - 1]))
        new = behind
    return spans


def assemble(documents, passages, max_tokens):
    bodies = {name: Text(text) for name, text in documents.items()}
    for name, start, end, _ in passages:
        if name not in bodies or not (0 <= start < end <= len(bodies[name].text)):
            raise ValueError("no such passage")
    kept: dict[str, list[tuple[int, int]]] = {}
    used = 0
    for number in sorted(range(len(passages)), key=lambda n: (-passages[n][3], n)):
        name, start, end, _ = passages[number]
        body, others, freed = bodies[name], [], 0
        growing = True
        pool = list(kept.get(name, []))
        while growing:
            growing = False
            for a, b in list(pool):
                apart = (a > end and not body.blank(end, a)) or (b < start and not body.blank(b, start))
                if not apart:
                    start, end = min(a, start), max(b, end)
                    pool.remove((a, b))
                    freed += body.count(a, b)
                    growing = True
        others = pool
        total = used - freed + body.count(start, end)
        if total <= max_tokens:
            kept[name] = sorted([*others, (start, end)])
            used = total
    sources = [(name, a, b) for name, spans in kept.items() for a, b in spans]
    shown = (f"[{n + 1}] {documents[name][a:b]}" for n, (name, a, b) in enumerate(sources))
    return {"sources": sources, "text": "\n\n".join(shown)}


MARK = re.compile(r"\[\d+(?:, ?\d+)*\]", re.ASCII)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)


def check_citations(answer, sources):
    report = []
    for start, end in sentences(answer):
        part = answer[start:end]
        cited = set()
        for mark in MARK.finditer(part):
            cited.update(int(digits) for digits in re.findall("[0-9]+", mark.group()))
        problems = []
        if cited:
            claim = MARK.sub(" ", part)
            usable = []
            for number in sorted(cited):
                if 0 < number <= len(sources):
                    usable.append(sources[number - 1])
                else:
                    problems.append(("unknown source", number))
            seen = set()
            for quoted in re.findall(r'"([^"]*)"', claim):
                words = quoted.split()
                shown = " ".join(words)
                if shown in seen:
                    continue
                seen.add(shown)
                flexible = r"\s+".join(re.escape(word) for word in words)
                hits = [hit for text in usable for hit in overlapping(flexible, text)]
                if not any(hits):
                    problems.append(("not quoted", shown))
            there = set(NUMBER.findall("\n".join(usable)))
            for number in NUMBER.findall(claim):
                if number not in there and ("number", number) not in problems:
                    problems.append(("number", number))
        else:
            problems.append(("uncited", None))
        report.append({"start": start, "end": end, "cited": sorted(cited), "problems": problems})
    return report


def overlapping(pattern, text):
    """For each place where the pattern fits, whether it stands between ends of words."""
    for hit in re.finditer(f"(?=({pattern}))", text):
        start, end = hit.span(1)
        yield not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()
