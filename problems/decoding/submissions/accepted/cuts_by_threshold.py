"""Filters as one threshold each on a probability vector, inverse sampling by searchsorted, a beam of small objects."""

from dataclasses import dataclass

import numpy as np


def _positive_or_error(ok, name):
    if not ok:
        raise ValueError(f"{name} is out of range")


def _rank(values):
    """Rank 0 is the largest; equal values by place."""
    rank = np.empty(values.size, dtype=int)
    rank[np.argsort(-values, kind="stable")] = np.arange(values.size)
    return rank


def next_probs(logits, *, temperature=1.0, top_k=None, top_p=None, min_p=None):
    _positive_or_error(temperature >= 0, "temperature")
    _positive_or_error(top_k is None or top_k >= 1, "top_k")
    _positive_or_error(top_p is None or 0 < top_p <= 1, "top_p")
    _positive_or_error(min_p is None or 0 <= min_p <= 1, "min_p")
    _positive_or_error(np.isfinite(logits).any(), "every logit")
    rank = _rank(logits)
    if temperature == 0:
        return (rank == 0).astype(float)
    p = np.exp((logits - logits.max()) / temperature)
    p /= p.sum()
    if top_k is not None:
        p = np.where(rank < top_k, p, 0.0)
        p /= p.sum()
    if top_p is not None and top_p < 1:
        by_rank = np.zeros_like(p)
        by_rank[rank] = p
        needed = 1
        while by_rank[:needed].sum() < top_p and needed < p.size:
            needed += 1
        p = np.where(rank < needed, p, 0.0)
        p /= p.sum()
    if min_p is not None:
        p = np.where(p >= min_p * p.max(), p, 0.0)
        p /= p.sum()
    return p


def _decode(model, prompt, limit, eos, choose):
    out = []
    for _ in range(limit):
        (logits,) = model([[*prompt, *out]])
        out.append(choose(logits))
        if out[-1] == eos:
            break
    return out


def greedy(model, prompt, *, max_new_tokens, eos=None):
    return _decode(model, prompt, max_new_tokens, eos, lambda logits: int(logits.argmax()))


def sample(model, prompt, *, max_new_tokens, rng, eos=None, **settings):
    def choose(logits):
        p = next_probs(logits, **settings)
        possible = np.flatnonzero(p)
        return int(possible[rng.multinomial(1, p[possible] / p[possible].sum()).argmax()])

    return _decode(model, prompt, max_new_tokens, eos, choose)


@dataclass
class Path:
    tokens: list
    log_prob: float

    def sort_key(self, length_penalty=0.0):
        return -self.log_prob / max(len(self.tokens), 1) ** length_penalty, self.tokens


def beam_search(model, prompt, *, beam_width, max_new_tokens, eos=None, length_penalty=0.0):
    _positive_or_error(beam_width >= 1, "beam_width")
    live, done = [Path([], 0.0)], []
    for _ in range(max_new_tokens):
        if not live:
            break
        grown = []
        for path, logits in zip(live, model([[*prompt, *path.tokens] for path in live]), strict=True):
            log_probs = logits - np.logaddexp.reduce(logits)
            # no path can give more than beam_width continuations that matter, equal ones aside
            floor = np.sort(log_probs)[-min(beam_width, log_probs.size)]
            for token in np.flatnonzero((log_probs >= floor) & np.isfinite(log_probs)):
                grown.append(Path([*path.tokens, int(token)], path.log_prob + float(log_probs[token])))
        grown.sort(key=Path.sort_key)
        live = []
        for path in grown[:beam_width]:
            (done if path.tokens[-1] == eos else live).append(path)
    ranked = sorted(done + live, key=lambda path: path.sort_key(length_penalty))
    return [(path.tokens, -path.sort_key(length_penalty)[0]) for path in ranked[:beam_width]]
