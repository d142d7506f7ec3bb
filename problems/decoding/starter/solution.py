"""Decoding over a model given as a callback. The brief has the rules."""

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
    raise NotImplementedError


def greedy(model: Model, prompt: Sequence[int], *, max_new_tokens: int, eos: int | None = None) -> list[int]:
    """Take the token with the largest logit, again and again; of equal ones the smallest id.

    Returns the new tokens, up to and including the first eos, or max_new_tokens of them.
    """
    raise NotImplementedError


def sample(
    model: Model,
    prompt: Sequence[int],
    *,
    max_new_tokens: int,
    rng: np.random.Generator,
    eos: int | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
) -> list[int]:
    """Draw each token from `next_probs` of the model's logits, with rng alone as the source of randomness.

    Returns the new tokens, up to and including the first eos, or max_new_tokens of them.
    """
    raise NotImplementedError


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
    raise NotImplementedError
