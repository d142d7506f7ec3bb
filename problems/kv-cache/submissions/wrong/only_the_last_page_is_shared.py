"""branches: a fork marks only the last page as shared; who goes back beyond it writes into a page of both."""

import copy
import math

import numpy as np

PAGE = 64
ROWS = 32


def full_attention(x, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, base=10000.0):
    options = {"num_heads": num_heads, "num_kv_heads": num_kv_heads, "window": window, "base": base}
    return Decoder(w_q, w_k, w_v, w_o, **options).extend(x)


class Page:
    def __init__(self, heads, width, dtype):
        self.keys = np.zeros((heads, PAGE, width), dtype)
        self.values = np.zeros((heads, PAGE, width), dtype)


class Decoder:
    def __init__(self, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, rollback=0, base=10000.0):
        if num_kv_heads <= 0 or num_heads <= 0:
            raise ValueError("heads are counted from one")
        if num_heads % num_kv_heads != 0:
            raise ValueError("query heads must be a multiple of key-value heads")
        if w_q.shape[1] % (2 * num_heads) != 0:
            raise ValueError("each head needs the same even width")
        self.width = w_q.shape[1] // num_heads
        if (w_k.shape[1], w_v.shape[1]) != (num_kv_heads * self.width,) * 2:
            raise ValueError("keys and values are as wide as queries")
        if (window is not None and window <= 0) or rollback < 0:
            raise ValueError("window or rollback is too small")
        self.weights = w_q, w_k, w_v, w_o
        self.heads, self.kv_heads = num_heads, num_kv_heads
        self.window = math.inf if window is None else window
        self.rollback = math.inf if window is None else rollback
        self.steps = base ** -(np.arange(self.width // 2) * 2 / self.width)
        self.pages = {}  # by number: position // PAGE
        self.shared = None  # the number of the last page when it was forked
        self.now = self.most = 0

    def length(self):
        return self.now

    def fork(self):
        self.shared = max(self.pages, default=None)
        twin = copy.copy(self)
        twin.pages = dict(self.pages)
        return twin

    def rewind(self, length):
        if length > self.now or length < max(0, self.most - self.rollback):
            raise ValueError("not to be had back")
        self.now = length
        for number in [number for number in self.pages if number * PAGE >= length]:
            del self.pages[number]

    def extend(self, x):
        w_q, w_k, w_v, w_o = self.weights
        if x.ndim != 2 or x.shape[1] != len(w_q):
            raise ValueError("wrong shape")
        first = self.now
        self.write(first, self.turn(self.split(x @ w_k), first), self.split(x @ w_v))
        results = [np.zeros((0, w_o.shape[1]), x.dtype)]
        for start in range(0, len(x), ROWS):
            part = x[start : start + ROWS]
            results.append(self.look(self.turn(self.split(part @ w_q), first + start), first + start) @ w_o)
        self.now = first + len(x)
        self.most = max(self.most, self.now)
        needed = self.most - self.rollback - self.window
        for number in [number for number in self.pages if (number + 1) * PAGE <= needed]:
            del self.pages[number]
        return np.concatenate(results)

    def write(self, first, keys, values):
        done, total = 0, keys.shape[1]
        while done < total:
            number, slot = divmod(first + done, PAGE)
            count = min(PAGE - slot, total - done)
            if number not in self.pages:
                self.pages[number] = Page(self.kv_heads, self.width, keys.dtype)
            elif number == self.shared:
                self.pages[number] = copy.deepcopy(self.pages[number])
                self.shared = None
            page = self.pages[number]
            page.keys[:, slot : slot + count] = keys[:, done : done + count]
            page.values[:, slot : slot + count] = values[:, done : done + count]
            done += count

    def look(self, queries, first):
        rows = queries.shape[1]
        queries = (queries * self.width**-0.5).reshape(self.kv_heads, -1, rows, self.width)
        positions = np.arange(first, first + rows)[:, None]
        top = np.full((*queries.shape[:-1], 1), np.finfo(queries.dtype).min, queries.dtype)
        total = np.zeros_like(top)
        mixed = np.zeros_like(queries)
        lowest = max(0, first - self.window + 1)
        for number in range(int(lowest) // PAGE, (first + rows - 1) // PAGE + 1):
            page = self.pages[number]
            there = np.arange(number * PAGE, (number + 1) * PAGE)
            hidden = (there > positions) | (there <= positions - self.window)
            scores = queries @ page.keys[:, None].swapaxes(-1, -2)
            scores[..., hidden] = -np.inf
            higher = np.maximum(top, scores.max(-1, keepdims=True))
            scores = np.exp(scores - higher)
            fade = np.exp(top - higher)
            total = total * fade + scores.sum(-1, keepdims=True)
            mixed = mixed * fade + scores @ page.values[:, None]
            top = higher
        mixed = (mixed / total).reshape(self.heads, rows, self.width)
        return mixed.swapaxes(0, 1).reshape(rows, -1)

    def split(self, flat):
        return flat.reshape(len(flat), flat.shape[1] // self.width, self.width).swapaxes(0, 1)

    def turn(self, heads, first):
        angles = np.outer(np.arange(first, first + heads.shape[1]), self.steps)
        cos, sin = (np.tile(f(angles), 2).astype(heads.dtype) for f in (np.cos, np.sin))
        half = self.width // 2
        crossed = np.concatenate([-heads[..., half:], heads[..., :half]], -1)
        return heads * cos + crossed * sin
