"""Filters that set logits to minus infinity one after the other; draws by the Gumbel trick; the beam as arrays."""

import numpy as np

NEVER = -np.inf


def probabilities(logits):
    exps = np.exp(logits - np.max(logits))
    return exps / np.sum(exps)


def keep_first(logits, count):
    """All but the `count` best become impossible; lexsort so that equal ones go by id."""
    ranked = np.lexsort((np.arange(logits.size), -logits))
    out = np.full_like(logits, NEVER)
    out[ranked[:count]] = logits[ranked[:count]]
    return out


def warp(logits, temperature, top_k, top_p, min_p):
    if not temperature >= 0:
        raise ValueError("temperature")
    if top_k is not None and not top_k >= 1:
        raise ValueError("top_k")
    if top_p is not None and not (0 < top_p <= 1):
        raise ValueError("top_p")
    if min_p is not None and not (0 <= min_p <= 1):
        raise ValueError("min_p")
    if np.all(logits == NEVER):
        raise ValueError("nothing can follow")
    if temperature == 0:
        return keep_first(logits, 1)
    logits = (logits - np.max(logits)) / temperature
    if top_k is not None and top_k < logits.size:
        logits = keep_first(logits, top_k)
    if top_p is not None and top_p < 1:
        sums = np.cumsum(np.sort(probabilities(logits))[::-1])
        logits = keep_first(logits, int(np.searchsorted(sums, top_p, side="left")) + 1)
    if min_p is not None:
        logits = np.where(logits >= np.log(min_p) + np.max(logits), logits, NEVER) if min_p > 0 else logits
    return logits


def next_probs(logits, *, temperature=1.0, top_k=None, top_p=None, min_p=None):
    return probabilities(warp(np.array(logits, dtype=float), temperature, top_k, top_p, min_p))


def grow(model, prompt, max_new_tokens, eos, pick):
    sequence = [int(token) for token in prompt]
    start = len(sequence)
    for _ in range(max_new_tokens):
        token = int(pick(model([sequence])[0]))
        sequence.append(token)
        if eos is not None and token == eos:
            return sequence[start:]
    return sequence[start:]


def greedy(model, prompt, *, max_new_tokens, eos=None):
    return grow(model, prompt, max_new_tokens, eos, np.argmax)


def sample(model, prompt, *, max_new_tokens, rng, eos=None, temperature=1.0, top_k=None, top_p=None, min_p=None):
    def pick(logits):
        return np.argmax(warp(logits, temperature, top_k, top_p, min_p) + rng.gumbel(size=logits.shape))

    return grow(model, prompt, max_new_tokens, eos, pick)


def beam_search(model, prompt, *, beam_width, max_new_tokens, eos=None, length_penalty=0.0):
    if beam_width <= 0:
        raise ValueError("beam_width")
    tokens, totals = np.empty((1, 0), dtype=int), np.zeros(1)
    ended = []
    for _ in range(max_new_tokens):
        logits = np.asarray(model([[*prompt, *row] for row in tokens.tolist()]))
        peak = logits.max(axis=1, keepdims=True)
        log_probs = logits - peak - np.log(np.exp(logits - peak).sum(axis=1, keepdims=True))
        grid = totals[:, None] + log_probs
        parents, children = np.nonzero(np.isfinite(grid))
        sums = grid[parents, children]
        grown = np.concatenate([tokens[parents], children[:, None]], axis=1)
        # lexsort takes its last key first: the sum, then the tokens from the left
        ranked = np.lexsort((*grown.T[::-1], -sums))[:beam_width]
        grown, sums = grown[ranked], sums[ranked]
        over = grown[:, -1] == eos if eos is not None else np.zeros(len(grown), dtype=bool)
        ended += [(row.tolist(), total) for row, total in zip(grown[over], sums[over], strict=True)]
        tokens, totals = grown[~over], sums[~over]
        if not len(tokens):
            break
    everything = ended + [(row.tolist(), total) for row, total in zip(tokens, totals, strict=True)]
    scored = [(row, total if not row else total / len(row) ** length_penalty) for row, total in everything]
    scored.sort(key=lambda item: item[0])
    scored.sort(key=lambda item: item[1], reverse=True)
    return scored[:beam_width]
