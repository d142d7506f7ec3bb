"""Encodes with a linked list and one bucket of places per rank; trains on a table from distinct words to their counts."""

import heapq
from collections import Counter, defaultdict

END = -1


def chunks(text):
    start = 0
    for place, character in enumerate(text):
        if character == " " and place > start:
            yield text[start:place]
            start = place
    if start < len(text):
        yield text[start:]


def joined(word, left, right, new):
    out = list(word)
    place = 0
    while place + 1 < len(out):
        if out[place] == left and out[place + 1] == right:
            out[place : place + 2] = [new]
        place += 1
    return tuple(out)


def train(texts, vocab_size):
    if vocab_size < 256:
        raise ValueError("vocab_size")
    words = Counter()
    for text in texts:
        for chunk, n in Counter(chunks(text)).items():
            words[tuple(chunk.encode())] += n
    counts, holders = Counter(), defaultdict(set)
    for word, n in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] += n
            holders[pair].add(word)
    queue = [(-n, pair) for pair, n in counts.items()]
    heapq.heapify(queue)
    merges = []
    while queue and 256 + len(merges) < vocab_size:
        n, pair = heapq.heappop(queue)
        if counts[pair] != -n:
            continue
        if n > -2:
            break
        touched = set()
        for word in sorted(holders.pop(pair)):
            times = words.pop(word, 0)
            if not times:
                continue
            for other in zip(word, word[1:]):
                counts[other] -= times
                touched.add(other)
            shorter = joined(word, *pair, 256 + len(merges))
            words[shorter] += times
            for other in zip(shorter, shorter[1:]):
                counts[other] += times
                touched.add(other)
                holders[other].add(shorter)
        for other in touched:
            if counts[other] > 1:
                heapq.heappush(queue, (-counts[other], other))
        merges.append(pair)
    return merges


class Tokenizer:
    def __init__(self, merges, special_tokens=()):
        if "" in special_tokens or sorted(set(special_tokens)) != sorted(special_tokens):
            raise ValueError("special_tokens")
        self.merges = {}
        self.parts = [None] * 256
        for pair in merges:
            self.merges[tuple(pair)] = len(self.parts)
            self.parts.append(tuple(pair))
        self.special = dict(enumerate(special_tokens, start=len(self.parts)))

    def vocab_size(self):
        return len(self.parts) + len(self.special)

    def encode_chunk(self, data):
        tokens = list(data)
        following = [*range(1, len(tokens)), END]
        preceding = [END, *range(len(tokens) - 1)]
        buckets, queue = {}, []

        def note(place):
            if place != END and following[place] != END:
                new = self.merges.get((tokens[place], tokens[following[place]]))
                if new is not None:
                    if new not in buckets:
                        buckets[new] = []
                        heapq.heappush(queue, new)
                    buckets[new].append(place)

        for place in range(len(tokens)):
            note(place)
        while queue:
            new = heapq.heappop(queue)
            for place in sorted(buckets.pop(new)):
                after = following[place]
                if after == END or (tokens[place], tokens[after]) != self.parts[new]:
                    continue
                tokens[place], tokens[after] = new, END
                following[place] = following[after]
                if following[place] != END:
                    preceding[following[place]] = place
                note(preceding[place])
                note(place)
        return [token for token in tokens if token != END]

    def encode_parts(self, text, allow_special):
        """Cut a text into (special id or None, ordinary text before it)."""
        while allow_special:
            found = [(text.find(name), -len(name), i) for i, name in self.special.items() if name in text]
            if not found:
                break
            place, length, i = min(found)
            yield text[:place], i
            text = text[place - length :]
        yield text, None

    def encode(self, text, allow_special=False):
        out, seen = [], {}
        for ordinary, special in self.encode_parts(text, allow_special):
            for chunk in chunks(ordinary):
                if chunk not in seen:
                    seen[chunk] = self.encode_chunk(chunk.encode())
                out += seen[chunk]
            if special is not None:
                out.append(special)
        return out

    def count(self, text, allow_special=False):
        return len(self.encode(text, allow_special))

    def data(self, token):
        """Unfold a token by a stack, since tokens may be nested deeply."""
        out, stack = bytearray(), [token]
        while stack:
            top = stack.pop()
            if top < 256:
                out.append(top)
            else:
                left, right = self.parts[top]
                stack += [right, left]
        return bytes(out)

    def decode(self, ids):
        out = []
        for token in ids:
            if token in self.special:
                out.append(self.special[token].encode())
            elif 0 <= token < len(self.parts):
                out.append(self.data(token))
            else:
                raise ValueError(f"{token} is no token")
        return b"".join(out).decode(errors="replace")
