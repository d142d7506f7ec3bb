"""special: looks for special tokens with another pattern where it counts, in their order and not the longest first."""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

Pair = tuple[int, int]

N_BYTES = 256
FEWEST = 2  # a pair that occurs less often is not merged


def train(texts: Sequence[str], vocab_size: int) -> list[Pair]:
    """Learn merges: the i-th pair of ids becomes the token with id 256 + i.

    Stops at vocab_size tokens, the 256 bytes among them, or when no pair occurs twice.
    Raises ValueError if vocab_size is below 256.
    """
    if vocab_size < N_BYTES:
        raise ValueError(f"vocab_size must be at least {N_BYTES}, not {vocab_size}")
    pairs = _PairCounts(Counter(chunk for text in texts for chunk in _chunks(text)))
    merges: list[Pair] = []
    while len(merges) < vocab_size - N_BYTES:
        best = pairs.most_frequent()
        if best is None:
            break
        pairs.merge(best, N_BYTES + len(merges))
        merges.append(best)
    return merges


class Tokenizer:
    """Text to ids and back, with the merges of `train` and special tokens of one's own.

    Ids 0 to 255 are the bytes, 256 + i is the i-th merge, and after the merges come the special tokens in their order.
    """

    def __init__(self, merges: Sequence[Pair], special_tokens: Sequence[str] = ()) -> None:
        """Raise ValueError if a special token is empty or is there twice."""
        if "" in special_tokens or len(set(special_tokens)) < len(special_tokens):
            raise ValueError("special tokens must be different from each other and not empty")
        self._ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
        self._bytes = [bytes([byte]) for byte in range(N_BYTES)]
        for left, right in merges:
            self._bytes.append(self._bytes[left] + self._bytes[right])
        self._special_ids = {token: len(self._bytes) + place for place, token in enumerate(special_tokens)}
        self._bytes += [token.encode() for token in special_tokens]
        longest_first = sorted(special_tokens, key=len, reverse=True)
        self._special_pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def vocab_size(self) -> int:
        """Return the number of ids: bytes, merges and special tokens."""
        return len(self._bytes)

    def encode(self, text: str, allow_special: bool = False) -> list[int]:
        """Return the ids of a text. Special tokens are looked for only if they are allowed; else they are text like other."""
        ids: list[int] = []
        start = 0
        for found in self._special_pattern.finditer(text) if allow_special else ():
            ids += self._encode_ordinary(text[start : found.start()])
            ids.append(self._special_ids[found.group()])
            start = found.end()
        return ids + self._encode_ordinary(text[start:])

    def count(self, text: str, allow_special: bool = False) -> int:
        """Return how many ids `encode` gives for a text."""
        if not allow_special:
            return len(self.encode(text))
        pattern = re.compile("|".join(map(re.escape, self._special_ids)) or r"(?!)")
        pieces = pattern.split(text)
        return len(pieces) - 1 + sum(len(self.encode(piece)) for piece in pieces)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of ids, with U+FFFD for bytes that are no UTF-8. Raises ValueError for an id that there is not."""
        parts = []
        for token in ids:
            if not 0 <= token < len(self._bytes):
                raise ValueError(f"there is no token {token}")
            parts.append(self._bytes[token])
        return b"".join(parts).decode(errors="replace")

    def _encode_ordinary(self, text: str) -> list[int]:
        known: dict[str, list[int]] = {}
        ids: list[int] = []
        for chunk in _chunks(text):
            if chunk not in known:
                known[chunk] = self._encode_chunk(chunk.encode())
            ids += known[chunk]
        return ids

    def _encode_chunk(self, chunk: bytes) -> list[int]:
        tokens: list[int | None] = [*chunk, None]  # at the end, and so before the beginning, is nothing
        after = [place + 1 for place in range(len(chunk))]
        before = [place - 1 for place in range(len(tokens))]
        waiting = [
            (self._ranks[pair], place) for place, pair in enumerate(zip(chunk, chunk[1:])) if pair in self._ranks
        ]
        heapq.heapify(waiting)
        while waiting:
            rank, left = heapq.heappop(waiting)
            right = after[left]
            if self._ranks.get((tokens[left], tokens[right])) != rank:
                continue  # one of the two has been merged with another token since
            tokens[left], tokens[right] = N_BYTES + rank, None
            after[left] = after[right]
            before[after[right]] = left
            for place in (before[left], left):
                new_rank = self._ranks.get((tokens[place], tokens[after[place]]))
                if new_rank is not None:
                    heapq.heappush(waiting, (new_rank, place))
        return [token for token in tokens if token is not None]


class _PairCounts:
    """How often each pair occurs in chunks that occur more than once themselves."""

    def __init__(self, chunks: Counter[str]) -> None:
        self._words = [list(chunk.encode()) for chunk in chunks]
        self._times = list(chunks.values())
        self._counts: Counter[Pair] = Counter()
        self._places: defaultdict[Pair, set[int]] = defaultdict(set)
        for number, word in enumerate(self._words):
            for pair in zip(word, word[1:]):
                self._counts[pair] += self._times[number]
                self._places[pair].add(number)
        self._heap = [(-count, pair) for pair, count in self._counts.items()]
        heapq.heapify(self._heap)

    def most_frequent(self) -> Pair | None:
        """Return the most frequent pair, of equal ones the smallest; None if none occurs often enough."""
        while self._heap:
            negative, pair = self._heap[0]
            if self._counts[pair] == -negative:
                return pair if -negative >= FEWEST else None
            heapq.heappop(self._heap)
        return None

    def merge(self, pair: Pair, token: int) -> None:
        """Replace the pair by the token, from left to right, wherever it occurs."""
        changed: Counter[Pair] = Counter()
        for number in self._places.pop(pair):
            word, times = self._words[number], self._times[number]
            for old in zip(word, word[1:]):
                changed[old] -= times
            merged = self._words[number] = _merged(word, pair, token)
            for new in zip(merged, merged[1:]):
                changed[new] += times
                self._places[new].add(number)
        for other, difference in changed.items():
            if difference:
                self._counts[other] += difference
                heapq.heappush(self._heap, (-self._counts[other], other))


def _chunks(text: str) -> Iterator[str]:
    """Split a text so that a new chunk begins at every space."""
    return (found.group() for found in re.finditer(" [^ ]*|[^ ]+", text))


def _merged(word: list[int], pair: Pair, token: int) -> list[int]:
    merged: list[int] = []
    place = 0
    while place < len(word):
        if tuple(word[place : place + 2]) == pair:
            merged.append(token)
            place += 2
        else:
            merged.append(word[place])
            place += 1
    return merged
