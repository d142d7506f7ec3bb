"""Walks over characters; sources on a mask of covered characters; quotations found with str.find."""


def _tokens(text):
    spans, start = [], None
    for i, c in enumerate(text):
        if c.isspace():
            if start is not None:
                spans.append((start, i))
                start = None
        elif start is None:
            start = i
    if start is not None:
        spans.append((start, len(text)))
    return spans


def _grouped(text):
    """Lists of tokens, one for each sentence."""
    groups, current = [], []
    tokens = _tokens(text)
    for i, (a, b) in enumerate(tokens):
        current.append((a, b))
        nxt = tokens[i + 1][0] if i + 1 < len(tokens) else None
        end = b
        while end > a and text[end - 1] in "\"')]":
            end -= 1
        over = end > a and text[end - 1] in ".!?"
        if nxt is None or over or text[b:nxt].count("\n") >= 2:
            groups.append(current)
            current = []
    return groups


def sentences(text):
    return [(g[0][0], g[-1][1]) for g in _grouped(text)]


def chunk(text, max_tokens, overlap=0):
    if max_tokens < 1:
        raise ValueError("max_tokens")
    if overlap < 0 or overlap >= max_tokens:
        raise ValueError("overlap")
    pieces = []
    for g in _grouped(text):
        for i in range(0, len(g), max_tokens):
            pieces.append(g[i : i + max_tokens])
    out = []
    current, new = [], 0
    for piece in pieces:
        if new and sum(map(len, current)) + len(piece) > max_tokens:
            out.append((current[0][0][0], current[-1][-1][1]))
            while current and (sum(map(len, current)) > overlap or sum(map(len, current)) + len(piece) > max_tokens):
                current.pop(0)
            new = 0
        current.append(piece)
        new += 1
    if new:
        out.append((current[0][0][0], current[-1][-1][1]))
    return out


def _runs(text, mask):
    mask = list(mask)
    last = None
    for i, on in enumerate(mask):
        if on:
            if last is not None and text[last + 1 : i].isspace():
                for j in range(last + 1, i):
                    mask[j] = True
            last = i
    runs, start = [], None
    for i, on in enumerate(mask + [False]):
        if on and start is None:
            start = i
        if not on and start is not None:
            runs.append((start, i))
            start = None
    return runs


def assemble(documents, passages, max_tokens):
    for doc, start, end, _ in passages:
        if doc not in documents:
            raise ValueError("unknown document " + doc)
        if start < 0 or end > len(documents[doc]) or start >= end:
            raise ValueError("bad span")
    masks, sizes = {}, {}
    for doc, start, end, _ in sorted(passages, key=lambda p: p[3], reverse=True):
        text = documents[doc]
        mask = list(masks.get(doc, [False] * len(text)))
        mask[start:end] = [True] * (end - start)
        size = sum(len(_tokens(text[a:b])) for a, b in _runs(text, mask))
        if size + sum(n for d, n in sizes.items() if d != doc) <= max_tokens:
            masks[doc] = mask
            sizes[doc] = size
    sources = [(doc, a, b) for doc in masks for a, b in _runs(documents[doc], masks[doc])]
    lines = []
    for doc, a, b in sources:
        lines.append("[" + str(len(lines) + 1) + "] " + documents[doc][a:b])
    return {"sources": sources, "text": "\n\n".join(lines)}


def _numbers(text):
    found, i = [], 0
    while i < len(text):
        if text[i] not in "0123456789":
            i += 1
            continue
        j = i
        while j < len(text) and (
            text[j] in "0123456789" or (text[j] in ".," and j + 1 < len(text) and text[j + 1] in "0123456789")
        ):
            j += 1
        found.append(text[i:j])
        i = j
    return found


def _split_citations(text):
    """The text without its citations, and the cited numbers."""
    rest, cited, i = "", set(), 0
    while i < len(text):
        if text[i] == "[":
            j = text.find("]", i)
            inner = [
                part[1:] if k and part.startswith(" ") else part for k, part in enumerate(text[i + 1 : j].split(","))
            ]
            if j > 0 and all(part and set(part) <= set("0123456789") for part in inner):
                cited |= {int(part) for part in inner}
                rest += " "
                i = j + 1
                continue
        rest += text[i]
        i += 1
    return rest, sorted(cited)


def _stands_in(quote, text):
    at = text.find(quote)
    while at >= 0:
        before = at > 0 and text[at - 1].isalnum()
        after = at + len(quote) < len(text) and text[at + len(quote)].isalnum()
        if not before and not after:
            return True
        at = text.find(quote, at + 1)
    return False


def _once(values):
    out = []
    for v in values:
        if v not in out:
            out.append(v)
    return out


def check_citations(answer, sources):
    clean = [" ".join(s.split()) for s in sources]
    result = []
    for start, end in sentences(answer):
        claim, cited = _split_citations(answer[start:end])
        if not cited:
            problems = [("uncited", None)]
        else:
            problems = [("unknown source", n) for n in cited if n < 1 or n > len(sources)]
            texts = [clean[n - 1] for n in cited if 1 <= n <= len(sources)]
            quotes = [" ".join(q.split()) for q in claim.split('"')[1::2]]
            if claim.count('"') % 2:
                quotes = quotes[:-1]
            for q in _once(quotes):
                if not any(_stands_in(q, t) for t in texts):
                    problems.append(("not quoted", q))
            have = {n for t in texts for n in _numbers(t)}
            problems += [("number", n) for n in _once(_numbers(claim)) if n not in have]
        result.append({"start": start, "end": end, "cited": cited, "problems": problems})
    return result
