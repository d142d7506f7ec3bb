"""The brief's formulas as they stand there, for numbers of ordinary size, and their slopes by a complex step.

Every definition also takes complex numbers. For a function that is analytic around a real point, the imaginary part of
f(x + ih) over h is the slope, with nothing to cancel: right to the last digits, by other means than any hand-made gradient.
"""

import numpy as np

STEP = 1e-30
TOLERANCE = 1e-8


def slopes(definition, arrays, place, **settings):
    """Return the derivative of the definition with respect to each number of arrays[place]."""
    grad = np.zeros(arrays[place].shape)
    for index in np.ndindex(grad.shape):
        moved = [array.astype(complex) if number == place else array for number, array in enumerate(arrays)]
        moved[place][index] += STEP * 1j
        grad[index] = definition(*moved, **settings).imag / STEP
    return grad


def agree(result, expected):
    """Compare a loss: a Python float, a numpy float, or an array without axes."""
    assert np.shape(result) == ()
    assert np.asarray(result).dtype == np.float64
    np.testing.assert_allclose(result, expected, rtol=TOLERANCE, atol=TOLERANCE)


def agree_grad(result, expected):
    """Compare a gradient: an array of float64, shaped as what it belongs to."""
    assert isinstance(result, np.ndarray)
    assert result.dtype == np.float64
    assert result.shape == expected.shape
    np.testing.assert_allclose(result, expected, rtol=TOLERANCE, atol=TOLERANCE)


def log_of_sum_of_exp(row):
    return np.log(sum(np.exp(number) for number in row))


def length(row):
    return np.sqrt(sum(number * number for number in row))


def mean(numbers):
    return sum(numbers) / len(numbers)


def bce(logits, targets, pos_weight=1.0):
    losses = []
    for z, t in zip(logits.ravel(), targets.ravel(), strict=True):
        p = 1 / (1 + np.exp(-z))
        losses.append(-pos_weight * t * np.log(p) - (1 - t) * np.log(1 - p))
    return mean(losses)


def cross_entropy(logits, labels, label_smoothing=0.0, ignore_index=-100):
    losses = []
    for row, label in zip(logits, labels, strict=True):
        if label != ignore_index:
            log_p = row - log_of_sum_of_exp(row)
            losses.append(-(1 - label_smoothing) * log_p[label] - label_smoothing * mean(log_p))
    return mean(losses)


def focal(logits, targets, gamma=2.0, alpha=None):
    losses = []
    for z, t in zip(logits.ravel(), targets.ravel(), strict=True):
        p = 1 / (1 + np.exp(-z))
        p_t, alpha_t = (p, alpha) if t == 1 else (1 - p, None if alpha is None else 1 - alpha)
        losses.append(-(1 if alpha is None else alpha_t) * (1 - p_t) ** gamma * np.log(p_t))
    return mean(losses)


def hinge(scores, labels, margin=1.0):
    losses = []
    for row, label in zip(scores, labels, strict=True):
        violations = [margin + score - row[label] for j, score in enumerate(row) if j != label]
        losses.append(sum(v for v in violations if np.real(v) > 0))
    return mean(losses) + 0j


def huber(predictions, targets, delta=1.0):
    losses = []
    for residual in (predictions - targets).ravel():
        size = residual if np.real(residual) > 0 else -residual
        losses.append(size * size / 2 if np.real(size) <= delta else delta * (size - delta / 2))
    return mean(losses)


def kl(logits, probs, temperature=1.0):
    rows = []
    for row, wanted in zip(logits / temperature, probs, strict=True):
        log_q = row - log_of_sum_of_exp(row)
        rows.append(sum(p * (np.log(p) - log) for p, log in zip(wanted, log_q, strict=True)))
    return temperature**2 * mean(rows)


def triplet(anchors, positives, negatives, margin=1.0):
    losses = []
    for a, p, n in zip(anchors, positives, negatives, strict=True):
        loss = margin + length(a - p) - length(a - n)
        losses.append(loss if np.real(loss) > 0 else 0.0)
    return mean(losses) + 0j


def info_nce(queries, keys, temperature=0.1):
    losses = []
    for i, query in enumerate(queries):
        logits = [sum(query * key) / length(query) / length(key) / temperature for key in keys]
        losses.append(log_of_sum_of_exp(logits) - logits[i])
    return mean(losses)


def dpo(policy_chosen, policy_rejected, reference_chosen, reference_rejected, beta=0.1):
    losses = []
    for pc, pr, rc, rr in zip(policy_chosen, policy_rejected, reference_chosen, reference_rejected, strict=True):
        losses.append(-np.log(1 / (1 + np.exp(-beta * ((pc - rc) - (pr - rr))))))
    return mean(losses)


def draw_binary(seed, *, soft=False):
    """Draw logits and targets of one shape, up to three axes."""
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 5, rng.integers(1, 4)))
    targets = rng.random(shape) if soft else rng.integers(0, 2, shape).astype(float)
    return 2.0 * rng.standard_normal(shape), targets


def draw_classes(seed, *, classes_from=1):
    """Draw logits (n, c) and labels."""
    rng = np.random.default_rng(seed)
    n, c = int(rng.integers(1, 6)), int(rng.integers(classes_from, 6))
    return 2.0 * rng.standard_normal((n, c)), rng.integers(0, c, n)


def draw_vectors(seed, count):
    """Draw `count` arrays of one shape (n, d)."""
    rng = np.random.default_rng(seed)
    n, d = rng.integers(1, 6), rng.integers(1, 5)
    return tuple(rng.standard_normal((n, d)) * rng.uniform(0.5, 3.0) for _ in range(count))


def draw_distributions(seed):
    """Draw logits (n, c) and probabilities, none of them zero."""
    logits, _ = draw_classes(seed)
    weights = np.random.default_rng(seed + 1).uniform(0.05, 1.0, logits.shape)
    return logits, weights / weights.sum(axis=1, keepdims=True)


def draw_log_probs(seed):
    """Draw four arrays (n,) of log-probabilities as answers of some fifty tokens have them."""
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 6)
    return tuple(rng.uniform(-60.0, -20.0, n) for _ in range(4))
