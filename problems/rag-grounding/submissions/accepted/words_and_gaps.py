"""Splits text into words and gaps, dynamic lists of pieces, sources by sorting and sweeping, a scanner for claims."""

import re
from itertools import chain

WORDS_AND_GAPS = re.compile(r"(\s*)(\S+)")
ENDS = (".", "!", "?")


def _walk(text):
    """For each word: start, end, whether its sentence ends there."""
    found = [(m.group(1), m.start(2), m.end(2)) for m in WORDS_AND_GAPS.finditer(text)]
    for (_, start, end), after in zip(found, [*found[1:], None]):
        word = text[start:end]
        while word and word[-1] in {'"', "'", ")", "]"}:
            word = word[:-1]
        last = after is None or (word != "" and word[-1] in ENDS) or after[0].count("\n") > 1
        yield start, end, last


def _sentences(text):
    now = []
    for start, end, last in _walk(text):
        now.append((start, end))
        if last:
            yield now
            now = []


def sentences(text):
    return [(words[0][0], words[-1][1]) for words in _sentences(text)]


def chunk(text, max_tokens, overlap=0):
    if not (max_tokens >= 1 and 0 <= overlap < max_tokens):
        raise ValueError("max_tokens and overlap")
    queue = []
    for words in _sentences(text):
        while words:
            queue.append(words[:max_tokens])
            words = words[max_tokens:]
    chunks, done = [], 0
    while done < len(queue):
        back, repeated = done, 0
        while chunks and back > 0:
            more = repeated + len(queue[back - 1])
            if more > overlap or more + len(queue[done]) > max_tokens:
                break
            repeated, back = more, back - 1
        total, ahead = repeated, done
        while ahead < len(queue) and total + len(queue[ahead]) <= max_tokens:
            total += len(queue[ahead])
            ahead += 1
        words = list(chain.from_iterable(queue[back:ahead]))
        chunks.append((words[0][0], words[-1][1]))
        done = ahead
    return chunks


def _join(text, spans):
    joined = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def assemble(documents, passages, max_tokens):
    for name, start, end, _score in passages:
        if documents.get(name) is None or start < 0 or start >= end or end > len(documents[name]):
            raise ValueError(f"{name}[{start}:{end}]")
    chosen = []

    def layout(some):
        order = dict.fromkeys(name for name, *_ in some)
        for name in order:
            for start, end in _join(documents[name], [(s, e) for n, s, e, _ in some if n == name]):
                yield name, start, end

    for passage in sorted(passages, key=lambda p: p[3], reverse=True):
        trial = chosen + [passage]
        if sum(len(documents[n][s:e].split()) for n, s, e in layout(trial)) <= max_tokens:
            chosen = trial
    sources = list(layout(chosen))
    return {
        "sources": sources,
        "text": "\n\n".join("[%d] %s" % (i, documents[n][s:e]) for i, (n, s, e) in enumerate(sources, 1)),
    }


SCAN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def check_citations(answer, sources):
    out = []
    numbers = [set(SCAN.findall(text)) for text in sources]
    padded = [" " + " ".join(text.split()) + " " for text in sources]
    for start, end in sentences(answer):
        cited = set()

        def take(match, cited=cited):
            cited.update(map(int, match[0][1:-1].split(",")))
            return " "

        claim = re.sub(r"\[[0-9]+(?:, ?[0-9]+)*\]", take, answer[start:end])
        problems = []
        if not cited:
            problems.append(("uncited", None))
        good = [n - 1 for n in sorted(cited) if 1 <= n <= len(sources)]
        problems.extend(("unknown source", n) for n in sorted(cited) if n - 1 not in good)
        if cited:
            quotes = dict.fromkeys(" ".join(q.split()) for q in re.findall(r'"([^"]*)"', claim))
            for quote in quotes:
                ok = False
                for n in good:
                    at = padded[n].find(quote)
                    while at > 0:
                        inside = padded[n][at - 1].isalnum() or padded[n][at + len(quote)].isalnum()
                        ok = ok or not inside
                        at = padded[n].find(quote, at + 1)
                if not ok:
                    problems.append(("not quoted", quote))
            have = set().union(*(numbers[n] for n in good))
            problems.extend(("number", n) for n in dict.fromkeys(SCAN.findall(claim)) if n not in have)
        out.append({"start": start, "end": end, "cited": sorted(cited), "problems": problems})
    return out
