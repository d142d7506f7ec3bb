"""round-trip: decodes with utf-8-sig, which drops U+FEFF at the beginning."""

import heapq
import re
from collections import Counter, defaultdict

_CHUNK = re.compile(r" [^ ]*|[^ ]+")


def train(texts, vocab_size):
    if vocab_size < 256:
        raise ValueError("vocab_size")
    freq = Counter()
    for text in texts:
        freq.update(_CHUNK.findall(text))
    words = [list(c.encode("utf-8")) for c in freq]
    times = list(freq.values())
    counts = Counter()
    where = defaultdict(set)
    for i, w in enumerate(words):
        for pair in zip(w, w[1:]):
            counts[pair] += times[i]
            where[pair].add(i)
    heap = [(-c, p) for p, c in counts.items()]
    heapq.heapify(heap)
    merges = []
    while 256 + len(merges) < vocab_size and heap:
        c, pair = heapq.heappop(heap)
        if counts[pair] != -c:
            continue
        if -c < 2:
            break
        new = 256 + len(merges)
        merges.append(pair)
        a, b = pair
        changed = set()
        for i in where.pop(pair):
            w = words[i]
            out = []
            j = 0
            n = len(w)
            while j < n:
                if j + 1 < n and w[j] == a and w[j + 1] == b:
                    out.append(new)
                    j += 2
                else:
                    out.append(w[j])
                    j += 1
            if len(out) == n:
                continue
            t = times[i]
            for p in zip(w, w[1:]):
                counts[p] -= t
                changed.add(p)
            for p in zip(out, out[1:]):
                counts[p] += t
                where[p].add(i)
                changed.add(p)
            words[i] = out
        for p in changed:
            if counts[p] > 0:
                heapq.heappush(heap, (-counts[p], p))
    return merges


class Tokenizer:
    def __init__(self, merges, special_tokens=()):
        self._rank = {tuple(p): i for i, p in enumerate(merges)}
        self._bytes = [bytes([i]) for i in range(256)]
        for a, b in merges:
            self._bytes.append(self._bytes[a] + self._bytes[b])
        self._special = {}
        for s in special_tokens:
            if not s or s in self._special:
                raise ValueError("special token")
            self._special[s] = len(self._bytes)
            self._bytes.append(s.encode("utf-8"))
        order = sorted(self._special, key=len, reverse=True)
        self._find = re.compile("|".join(map(re.escape, order))) if order else None

    def vocab_size(self):
        return len(self._bytes)

    def _chunk(self, chunk):
        ids = list(chunk.encode("utf-8"))
        n = len(ids)
        rank = self._rank
        heap = []
        for i in range(n - 1):
            r = rank.get((ids[i], ids[i + 1]))
            if r is not None:
                heap.append((r, i))
        if not heap:
            return ids
        heapq.heapify(heap)
        nxt = list(range(1, n + 1))
        prv = list(range(-1, n - 1))
        while heap:
            r, i = heapq.heappop(heap)
            j = nxt[i]
            if ids[i] < 0 or j >= n or rank.get((ids[i], ids[j])) != r:
                continue
            ids[i] = 256 + r
            ids[j] = -1
            k = nxt[i] = nxt[j]
            if k < n:
                prv[k] = i
                s = rank.get((ids[i], ids[k]))
                if s is not None:
                    heapq.heappush(heap, (s, i))
            h = prv[i]
            if h >= 0:
                s = rank.get((ids[h], ids[i]))
                if s is not None:
                    heapq.heappush(heap, (s, h))
        return [t for t in ids if t >= 0]

    def _plain(self, text, out):
        seen = {}
        for c in _CHUNK.findall(text):
            ids = seen.get(c)
            if ids is None:
                ids = seen[c] = self._chunk(c)
            out.extend(ids)

    def encode(self, text, allow_special=False):
        out = []
        if allow_special and self._find:
            at = 0
            for m in self._find.finditer(text):
                self._plain(text[at : m.start()], out)
                out.append(self._special[m.group()])
                at = m.end()
            text = text[at:]
        self._plain(text, out)
        return out

    def count(self, text, allow_special=False):
        return len(self.encode(text, allow_special))

    def decode(self, ids):
        parts = []
        for i in ids:
            if not 0 <= i < len(self._bytes):
                raise ValueError("id")
            parts.append(self._bytes[i])
        return b"".join(parts).decode("utf-8-sig", errors="replace")
