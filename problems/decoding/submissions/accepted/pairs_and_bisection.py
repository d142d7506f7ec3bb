"""Plain Python: sorted pairs of probability and token, a draw by bisection, a heap for the beam."""

import heapq
import math
from bisect import bisect_right
from itertools import accumulate

import numpy as np


def _softmax(logits):
    top = max(logits)
    if top == -math.inf:
        raise ValueError("no token is possible")
    weights = [math.exp(x - top) for x in logits]
    total = math.fsum(weights)
    return [w / total for w in weights]


def _pairs(logits, temperature, top_k, top_p, min_p):
    """(token, probability), best first."""
    if temperature < 0 or (top_k is not None and top_k <= 0):
        raise ValueError("temperature or top_k")
    if (top_p is not None and (top_p <= 0 or top_p > 1)) or (min_p is not None and (min_p < 0 or min_p > 1)):
        raise ValueError("top_p or min_p")
    values = [float(x) for x in logits]
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)  # stable, so smaller ids first
    if temperature == 0:
        if values[order[0]] == -math.inf:
            raise ValueError("no token is possible")
        return [(order[0], 1.0)]
    top = values[order[0]]
    if top == -math.inf:
        raise ValueError("no token is possible")
    probs = _softmax([(values[token] - top) / temperature for token in order])
    pairs = list(zip(order, probs, strict=True))
    if top_k is not None:
        pairs = pairs[:top_k]
    if top_p is not None and top_p != 1:
        total = math.fsum(p for _, p in pairs)
        so_far, cut = 0.0, 0
        while cut < len(pairs) and so_far < top_p:
            so_far += pairs[cut][1] / total
            cut += 1
        pairs = pairs[:cut]
    if min_p is not None:
        pairs = [(token, p) for token, p in pairs if p >= min_p * pairs[0][1]]
    total = math.fsum(p for _, p in pairs)
    return [(token, p / total) for token, p in pairs]


def next_probs(logits, *, temperature=1.0, top_k=None, top_p=None, min_p=None):
    probs = np.zeros(len(logits))
    for token, p in _pairs(logits, temperature, top_k, top_p, min_p):
        probs[token] = p
    return probs


def greedy(model, prompt, *, max_new_tokens, eos=None):
    new = []
    while len(new) < max_new_tokens and (not new or new[-1] != eos):
        row = list(model([list(prompt) + new])[0])
        new.append(row.index(max(row)))
    return new


def sample(model, prompt, *, max_new_tokens, rng, eos=None, temperature=1.0, top_k=None, top_p=None, min_p=None):
    new = []
    while len(new) < max_new_tokens and (not new or new[-1] != eos):
        row = model([list(prompt) + new])[0]
        pairs = [(t, p) for t, p in _pairs(row, temperature, top_k, top_p, min_p) if p > 0]
        edges = list(accumulate(p for _, p in pairs))
        place = bisect_right(edges, rng.random() * edges[-1])
        new.append(pairs[min(place, len(pairs) - 1)][0])
    return new


def beam_search(model, prompt, *, beam_width, max_new_tokens, eos=None, length_penalty=0.0):
    if beam_width < 1:
        raise ValueError("beam_width")
    beam, done = [(0.0, [])], []  # minus the log-probability, so that tuples sort as they should
    for _ in range(max_new_tokens):
        if not beam:
            break
        rows = model([list(prompt) + tokens for _, tokens in beam])

        def continuations(beam=beam, rows=rows):
            for (cost, tokens), row in zip(beam, rows, strict=True):
                top = float(max(row))
                log_total = math.log(math.fsum(math.exp(x - top) for x in row))
                for token, x in enumerate(row.tolist()):
                    if x != -math.inf:
                        yield cost - (x - top - log_total), [*tokens, token]

        beam = []
        for cost, tokens in heapq.nsmallest(beam_width, continuations()):
            (done if tokens[-1] == eos else beam).append((cost, tokens))
    if max_new_tokens == 0:
        return [([], 0.0)]
    ranked = sorted((cost / len(tokens) ** length_penalty, tokens) for cost, tokens in done + beam)
    return [(tokens, -cost) for cost, tokens in ranked[:beam_width]]
