"""round-trip: lets a negative id pick a token from the end."""

import re
from collections import Counter, defaultdict
from functools import lru_cache

BASE = 0xF0000  # token i is the character BASE + i; there are 65,534 of them in this plane


def as_characters(chunk):
    return "".join(chr(BASE + byte) for byte in chunk.encode())


def pairs_of(word):
    return [word[i : i + 2] for i in range(len(word) - 1)]


def train(texts, vocab_size):
    if vocab_size < 256:
        raise ValueError("vocab_size")
    chunk_counts = Counter()
    for text in texts:
        chunk_counts.update(re.findall(r"(?:^| )[^ ]*", text))
    del chunk_counts[""]
    counts = defaultdict(int)
    holders = defaultdict(dict)  # pair -> {chunk's number: None}, in a fixed order
    words, times = [], []
    for number, (chunk, n) in enumerate(chunk_counts.items()):
        words.append(as_characters(chunk))
        times.append(n)
        for pair in pairs_of(words[number]):
            counts[pair] += n
            holders[pair][number] = None
    merges = []
    while len(merges) + 256 < vocab_size and counts:
        best, count = None, 1
        for pair, n in counts.items():
            if n > count or (n == count and best is not None and pair < best):
                best, count = pair, n
        if best is None:
            break
        new = chr(BASE + 256 + len(merges))
        merges.append((ord(best[0]) - BASE, ord(best[1]) - BASE))
        for number in holders.pop(best):
            old, n = words[number], times[number]
            words[number] = old.replace(best, new)
            for pair in pairs_of(old):
                counts[pair] -= n
            for pair in pairs_of(words[number]):
                counts[pair] += n
                holders[pair][number] = None
        del counts[best]
    return merges


class Tokenizer:
    def __init__(self, merges, special_tokens=()):
        special_tokens = list(special_tokens)
        for place, token in enumerate(special_tokens):
            if token == "" or token in special_tokens[:place]:
                raise ValueError(f"special token {token!r}")
        self._names = [bytes((i,)) for i in range(256)]
        self._rules = {}
        for a, b in merges:
            self._rules[chr(BASE + a) + chr(BASE + b)] = chr(BASE + len(self._names))
            self._names.append(self._names[a] + self._names[b])
        self._specials = special_tokens
        self._first_special = len(self._names)
        self._word = lru_cache(maxsize=50_000)(self._word_uncached)

    def vocab_size(self):
        return self._first_special + len(self._specials)

    def _word_uncached(self, chunk):
        word = as_characters(chunk)
        while True:
            usable = [rule for rule in set(pairs_of(word)) if rule in self._rules]
            if not usable:
                return [ord(c) - BASE for c in word]
            first = min(usable, key=self._rules.__getitem__)
            word = word.replace(first, self._rules[first])

    def _ordinary(self, text):
        out = []
        start = 0
        while start < len(text):
            stop = text.find(" ", start + 1)
            stop = len(text) if stop < 0 else stop
            out.extend(self._word(text[start:stop]))
            start = stop
        return out

    def encode(self, text, allow_special=False):
        if not (allow_special and self._specials):
            return self._ordinary(text)
        pattern = "|".join(re.escape(token) for token in sorted(self._specials, key=lambda token: -len(token)))
        out = []
        for part in re.split(f"({pattern})", text):
            if part in self._specials:
                out.append(self._first_special + self._specials.index(part))
            else:
                out += self._ordinary(part)
        return out

    def count(self, text, allow_special=False):
        return len(self.encode(text, allow_special))

    def decode(self, ids):
        data = bytearray()
        for i in ids:
            try:
                data += self._names[i] if i < self._first_special else self._specials[i - self._first_special].encode()
            except IndexError:
                raise ValueError(i) from None
        return data.decode(errors="replace")
