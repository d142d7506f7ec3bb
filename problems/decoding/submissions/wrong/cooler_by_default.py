"""sampling: draws a little cooler than it is told where no temperature is given."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Model = Callable[[list[list[int]]], FloatArray]


def next_probs(
    logits: FloatArray,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
) -> FloatArray:
    """Turn logits (vocab,) into the probabilities of the next token (vocab,), zero where a filter removed it.

    The temperature comes first, then top_k, top_p and min_p, each on what the one before left.
    Raises ValueError if a setting is out of its range or every logit is minus infinity.
    """
    _check_settings(temperature, top_k, top_p, min_p)
    best = logits.max()
    if np.isneginf(best):
        raise ValueError("every token is ruled out")
    order = np.argsort(-logits, kind="stable")  # equal logits: the smaller id first
    probs = np.zeros(len(logits))
    if not temperature:
        probs[order[0]] = 1.0
        return probs
    weights = np.exp((logits[order] - best) / temperature)
    if top_k is not None:
        weights = weights[:top_k]
    if top_p not in (None, 1):  # at 1, rounding must not cost the last tokens
        crossing = np.searchsorted(np.cumsum(weights), top_p * weights.sum())
        weights = weights[: crossing + 1]
    if min_p is not None:
        weights = weights[: np.searchsorted(-weights, -min_p, side="right")]
    probs[order[: len(weights)]] = weights / weights.sum()
    return probs


def greedy(model: Model, prompt: Sequence[int], *, max_new_tokens: int, eos: int | None = None) -> list[int]:
    """Take the token with the largest logit, again and again; of equal ones the smallest id.

    Returns the new tokens, up to and including the first eos, or max_new_tokens of them.
    """
    return _extend(model, prompt, max_new_tokens, eos, lambda logits: int(np.argmax(logits)))


def sample(
    model: Model,
    prompt: Sequence[int],
    *,
    max_new_tokens: int,
    rng: np.random.Generator,
    eos: int | None = None,
    temperature: float = 0.9,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
) -> list[int]:
    """Draw each token from `next_probs` of the model's logits, with rng alone as the source of randomness.

    Returns the new tokens, up to and including the first eos, or max_new_tokens of them.
    """

    def draw(logits: FloatArray) -> int:
        probs = next_probs(logits, temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
        return int(rng.choice(len(probs), p=probs))

    return _extend(model, prompt, max_new_tokens, eos, draw)


def beam_search(
    model: Model,
    prompt: Sequence[int],
    *,
    beam_width: int,
    max_new_tokens: int,
    eos: int | None = None,
    length_penalty: float = 0.0,
) -> list[tuple[list[int], float]]:
    """Return the best hypotheses that a beam of the given width finds, at most that many, best first, each with its score.

    The score of new tokens is their log-probability over their number to the power of length_penalty.
    Raises ValueError if beam_width is below 1.
    """
    if beam_width < 1:
        raise ValueError(f"beam_width must be at least 1, not {beam_width}")
    live: list[tuple[list[int], float]] = [([], 0.0)]
    finished: list[tuple[list[int], float]] = []
    for _ in range(max_new_tokens):
        if not live:
            break
        log_probs = _log_softmax(model([[*prompt, *tokens] for tokens, _ in live]))
        longer = [
            ([*tokens, token], total + log_prob)
            for (tokens, total), row in zip(live, log_probs.tolist())
            for token, log_prob in enumerate(row)
            if math.isfinite(log_prob)
        ]
        kept = _best(longer, beam_width)
        finished += [one for one in kept if one[0][-1] == eos]
        live = [one for one in kept if one[0][-1] != eos]
    scored = [(tokens, total / max(len(tokens), 1) ** length_penalty) for tokens, total in finished + live]
    return _best(scored, beam_width)


def _extend(
    model: Model, prompt: Sequence[int], max_new_tokens: int, eos: int | None, choose: Callable[[FloatArray], int]
) -> list[int]:
    tokens = list(prompt)
    for _ in range(max_new_tokens):
        tokens.append(choose(model([tokens])[0]))
        if tokens[-1] == eos:
            break
    return tokens[len(prompt) :]


def _best(hypotheses: list[tuple[list[int], float]], count: int) -> list[tuple[list[int], float]]:
    """The highest first; of equal ones the smaller tokens."""
    return sorted(hypotheses, key=lambda one: (-one[1], one[0]))[:count]


def _log_softmax(logits: FloatArray) -> FloatArray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _check_settings(temperature: float, top_k: int | None, top_p: float | None, min_p: float | None) -> None:
    if temperature < 0:
        raise ValueError(f"temperature must not be negative: {temperature}")
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k must be at least 1, not {top_k}")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p must be above 0 and at most 1, not {top_p}")
    if min_p is not None and not 0 <= min_p <= 1:
        raise ValueError(f"min_p must lie between 0 and 1, not {min_p}")
