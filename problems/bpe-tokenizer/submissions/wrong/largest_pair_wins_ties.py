"""training: takes the largest of equally frequent pairs."""

from collections import Counter


def chunks(text):
    first, *others = text.split(" ")
    return ([first] if first else []) + [" " + other for other in others]


def replace(tokens, pair, new):
    out = []
    skip = False
    for i, token in enumerate(tokens):
        if skip:
            skip = False
        elif i + 1 < len(tokens) and token == pair[0] and tokens[i + 1] == pair[1]:
            out.append(new)
            skip = True
        else:
            out.append(token)
    return out


def train(texts, vocab_size):
    if vocab_size < 256:
        raise ValueError("the bytes need 256 places")
    frequencies = Counter()
    for text in texts:
        frequencies.update(chunks(text))
    words = [(list(chunk.encode("utf-8")), n) for chunk, n in frequencies.items()]
    counts, where = Counter(), {}
    for i, (tokens, n) in enumerate(words):
        for pair in zip(tokens, tokens[1:]):
            counts[pair] += n
            where.setdefault(pair, set()).add(i)
    merges = []
    for new in range(256, vocab_size):
        if not counts:
            break
        top = max(counts.values())
        if top < 2:
            break
        best = max(pair for pair, n in counts.items() if n == top)
        merges.append(best)
        for i in where[best]:
            tokens, n = words[i]
            shorter = replace(tokens, best, new)
            if len(shorter) == len(tokens):
                continue  # another merge took its place since
            for pair in zip(tokens, tokens[1:]):
                counts[pair] -= n
            for pair in zip(shorter, shorter[1:]):
                counts[pair] += n
                where.setdefault(pair, set()).add(i)
            words[i] = (shorter, n)
        counts.pop(best, None)
    return merges


class Tokenizer:
    def __init__(self, merges, special_tokens=()):
        if any(not token for token in special_tokens) or len(special_tokens) != len(set(special_tokens)):
            raise ValueError("special tokens")
        self.rank = {(a, b): i for i, (a, b) in enumerate(merges)}
        self.vocab = {i: bytes([i]) for i in range(256)}
        for i, (a, b) in enumerate(merges):
            self.vocab[256 + i] = self.vocab[a] + self.vocab[b]
        self.special = {}
        for token in special_tokens:
            self.special[token] = len(self.vocab)
            self.vocab[len(self.vocab)] = token.encode("utf-8")
        self.cache = {}

    def vocab_size(self):
        return len(self.vocab)

    def _chunk(self, chunk):
        if chunk not in self.cache:
            tokens = list(chunk.encode("utf-8"))
            while len(tokens) > 1:
                ranks = {self.rank[pair] for pair in zip(tokens, tokens[1:]) if pair in self.rank}
                if not ranks:
                    break
                lowest = min(ranks)
                pair = next(pair for pair in zip(tokens, tokens[1:]) if self.rank.get(pair) == lowest)
                tokens = replace(tokens, pair, 256 + lowest)
            self.cache[chunk] = tuple(tokens)
        return self.cache[chunk]

    def _plain(self, text):
        return [token for chunk in chunks(text) for token in self._chunk(chunk)]

    def encode(self, text, allow_special=False):
        if not allow_special or not self.special:
            return self._plain(text)
        out, start, i = [], 0, 0
        while i < len(text):
            here = [token for token in self.special if text.startswith(token, i)]
            if here:
                token = max(here, key=len)
                out += self._plain(text[start:i]) + [self.special[token]]
                i += len(token)
                start = i
            else:
                i += 1
        return out + self._plain(text[start:])

    def count(self, text, allow_special=False):
        return len(self.encode(text, allow_special))

    def decode(self, ids):
        try:
            data = b"".join([self.vocab[int(i)] for i in ids])
        except KeyError as error:
            raise ValueError(f"no such id: {error}") from None
        return data.decode("utf-8", errors="replace")
