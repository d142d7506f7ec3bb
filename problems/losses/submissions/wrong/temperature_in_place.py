"""edges: divides the logits by the temperature in place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.integer[Any]]


def bce_with_logits(
    logits: FloatArray, targets: FloatArray, *, pos_weight: float = 1.0
) -> tuple[float, FloatArray]:
    """Binary cross entropy, mean over all elements, and its gradient with respect to the logits.

    logits, targets: the same shape, targets between 0 and 1. pos_weight multiplies the part of the positive class.
    Raises ValueError if the shapes differ.
    """
    _check_same_shape(logits, targets)
    positive, negative = pos_weight * targets, 1.0 - targets
    losses = positive * _softplus(-logits) + negative * _softplus(logits)
    slopes = negative * _sigmoid(logits) - positive * _sigmoid(-logits)
    return float(losses.mean()), slopes / logits.size


def cross_entropy(
    logits: FloatArray, labels: IntArray, *, label_smoothing: float = 0.0, ignore_index: int = -100
) -> tuple[float, FloatArray]:
    """Cross entropy over classes, mean over the rows that count, and its gradient with respect to the logits.

    logits: (n, c), labels: (n,). Rows whose label is ignore_index do not count.
    Raises ValueError for any other label outside 0 .. c - 1, and for a label_smoothing outside 0 .. 1.
    """
    _check(0.0 <= label_smoothing <= 1.0, "label_smoothing must lie between 0 and 1")
    n_classes = logits.shape[1]
    counted = labels != ignore_index
    kept = labels[counted]
    _check_labels(kept, n_classes)
    grad = np.zeros_like(logits)
    if not kept.size:
        return 0.0, grad
    wanted = np.full((kept.size, n_classes), label_smoothing / n_classes)
    wanted[np.arange(kept.size), kept] += 1.0 - label_smoothing
    log_probs = _log_softmax(logits[counted])
    grad[counted] = (np.exp(log_probs) - wanted) / kept.size
    return float(-_weighted(wanted, log_probs).sum() / kept.size), grad


def focal_loss(
    logits: FloatArray, targets: FloatArray, *, gamma: float = 2.0, alpha: float | None = None
) -> tuple[float, FloatArray]:
    """Binary focal loss, mean over all elements, and its gradient with respect to the logits.

    logits, targets: the same shape, targets 0 or 1. alpha weighs positives, 1 - alpha negatives; None weighs neither.
    Raises ValueError if the shapes differ or gamma is below 0.
    """
    _check_same_shape(logits, targets)
    _check(gamma >= 0.0, "gamma must not be negative")
    sign = 2.0 * targets - 1.0
    weight = 1.0 if alpha is None else np.where(targets == 1.0, alpha, 1.0 - alpha)
    margins = sign * logits
    missed = _sigmoid(-margins)  # 1 - p_t
    factor = weight * missed**gamma
    log_loss = _softplus(-margins)  # -log p_t
    slopes = -sign * factor * (gamma * _sigmoid(margins) * log_loss + missed)
    return float((factor * log_loss).mean()), slopes / logits.size


def hinge_loss(scores: FloatArray, labels: IntArray, *, margin: float = 1.0) -> tuple[float, FloatArray]:
    """Multi-class hinge: the violations of the margin, summed over the other classes, mean over rows; and its gradient.

    scores: (n, c), labels: (n,). Raises ValueError for a label outside 0 .. c - 1.
    """
    n_rows, n_classes = scores.shape
    _check_labels(labels, n_classes)
    rows = np.arange(n_rows)
    violations = margin + scores - scores[rows, labels][:, np.newaxis]
    violations[rows, labels] = 0.0
    grad = np.where(violations > 0.0, 1.0 / n_rows, 0.0)
    grad[rows, labels] = -grad.sum(axis=1)
    return float(np.maximum(violations, 0.0).sum() / n_rows), grad


def huber_loss(predictions: FloatArray, targets: FloatArray, *, delta: float = 1.0) -> tuple[float, FloatArray]:
    """Huber loss, mean over all elements, and its gradient with respect to the predictions.

    predictions, targets: the same shape. Raises ValueError if the shapes differ or delta is not above 0.
    """
    _check_same_shape(predictions, targets)
    _check(delta > 0.0, "delta must be above 0")
    clipped = np.clip(predictions - targets, -delta, delta)
    losses = clipped * (predictions - targets - clipped / 2.0)
    return float(losses.mean()), clipped / predictions.size


def kl_loss(logits: FloatArray, probs: FloatArray, *, temperature: float = 1.0) -> tuple[float, FloatArray]:
    """T**2 * KL(probs || softmax(logits / T)), mean over rows, and its gradient with respect to the logits.

    logits, probs: (n, c); each row of probs sums to 1. Raises ValueError if temperature is not above 0.
    """
    _check(temperature > 0.0, "temperature must be above 0")
    logits /= temperature
    log_model = _log_softmax(logits)
    with np.errstate(divide="ignore", invalid="ignore"):  # of a wanted probability of 0: `_weighted` leaves it out
        log_ratios = np.log(probs) - log_model
    divergence = _weighted(probs, log_ratios).sum()
    grad = temperature * (np.exp(log_model) - probs) / len(logits)
    return float(temperature**2 * divergence / len(logits)), grad


def triplet_loss(
    anchors: FloatArray, positives: FloatArray, negatives: FloatArray, *, margin: float = 1.0
) -> tuple[float, tuple[FloatArray, FloatArray, FloatArray]]:
    """Triplet loss on Euclidean distances, mean over rows, and its gradients with respect to all three.

    All (n, d). The gradient of a distance between equal vectors is taken as zero.
    """
    to_positive, towards_positive = _distance(anchors, positives)
    to_negative, towards_negative = _distance(anchors, negatives)
    losses = np.maximum(margin + to_positive - to_negative, 0.0)
    share = (losses > 0.0) / len(anchors)
    grad_positive, grad_negative = -share * towards_positive, share * towards_negative
    return float(losses.mean()), (-grad_positive - grad_negative, grad_positive, grad_negative)


def info_nce(
    queries: FloatArray, keys: FloatArray, *, temperature: float = 0.1
) -> tuple[float, tuple[FloatArray, FloatArray]]:
    """Find each query's own key among all keys by cosine similarity; the loss and its gradients for both.

    queries, keys: (n, d); key i belongs to query i. Raises ValueError if temperature is not above 0.
    """
    _check(temperature > 0.0, "temperature must be above 0")
    query_lengths, key_lengths = (np.linalg.norm(x, axis=1, keepdims=True) for x in (queries, keys))
    unit_queries, unit_keys = queries / query_lengths, keys / key_lengths
    loss, slopes = cross_entropy(unit_queries @ unit_keys.T / temperature, np.arange(len(queries)))
    slopes /= temperature
    grad_queries = _across(slopes @ unit_keys, unit_queries) / query_lengths
    grad_keys = _across(slopes.T @ unit_queries, unit_keys) / key_lengths
    return loss, (grad_queries, grad_keys)


def dpo_loss(
    policy_chosen: FloatArray,
    policy_rejected: FloatArray,
    reference_chosen: FloatArray,
    reference_rejected: FloatArray,
    *,
    beta: float = 0.1,
) -> tuple[float, tuple[FloatArray, FloatArray]]:
    """Direct preference optimisation, mean over pairs, and its gradients for the policy's two log-probabilities.

    All (n,): log-probabilities of whole answers.
    """
    gains = (policy_chosen - reference_chosen) - (policy_rejected - reference_rejected)
    slopes = -beta * _sigmoid(-beta * gains) / len(gains)
    return float(_softplus(-beta * gains).mean()), (slopes, -slopes)


def _softplus(x: FloatArray) -> FloatArray:
    """log(1 + exp(x)), relatively accurate for every x."""
    return np.logaddexp(0.0, x)


def _sigmoid(x: FloatArray) -> FloatArray:
    """1 / (1 + exp(-x)), relatively accurate for every x: tiny where x is very negative, not zero."""
    return np.exp(-_softplus(-x))


def _log_softmax(logits: FloatArray) -> FloatArray:
    """By rows. A masked class, minus infinity, stays that."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _weighted(weights: FloatArray, values: FloatArray) -> FloatArray:
    """weights * values, zero where the weight is, even if the value is infinite."""
    return np.multiply(weights, values, out=np.zeros_like(values), where=weights > 0.0)


def _distance(one: FloatArray, other: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Distances by row, (n, 1), and their gradients with respect to `one`, (n, d)."""
    difference = one - other
    distance = np.linalg.norm(difference, axis=1, keepdims=True)
    return distance, np.divide(difference, distance, out=np.zeros_like(difference), where=distance > 0.0)


def _across(slopes: FloatArray, units: FloatArray) -> FloatArray:
    """Take out what points along the unit vectors: changing a vector's length does not change its direction."""
    return slopes - (slopes * units).sum(axis=1, keepdims=True) * units


def _check(condition: bool, complaint: str) -> None:
    if not condition:
        raise ValueError(complaint)


def _check_same_shape(one: FloatArray, other: FloatArray) -> None:
    _check(one.shape == other.shape, f"shapes differ: {one.shape} and {other.shape}")


def _check_labels(labels: IntArray, n_classes: int) -> None:
    _check(bool(((labels >= 0) & (labels < n_classes)).all()), f"labels must be 0 or more, and below {n_classes}")
