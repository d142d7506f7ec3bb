"""Nine losses and their gradients in numpy. The brief has the formulas."""

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
    raise NotImplementedError


def cross_entropy(
    logits: FloatArray, labels: IntArray, *, label_smoothing: float = 0.0, ignore_index: int = -100
) -> tuple[float, FloatArray]:
    """Cross entropy over classes, mean over the rows that count, and its gradient with respect to the logits.

    logits: (n, c), labels: (n,). Rows whose label is ignore_index do not count.
    Raises ValueError for any other label outside 0 .. c - 1, and for a label_smoothing outside 0 .. 1.
    """
    raise NotImplementedError


def focal_loss(
    logits: FloatArray, targets: FloatArray, *, gamma: float = 2.0, alpha: float | None = None
) -> tuple[float, FloatArray]:
    """Binary focal loss, mean over all elements, and its gradient with respect to the logits.

    logits, targets: the same shape, targets 0 or 1. alpha weighs positives, 1 - alpha negatives; None weighs neither.
    Raises ValueError if the shapes differ or gamma is below 0.
    """
    raise NotImplementedError


def hinge_loss(scores: FloatArray, labels: IntArray, *, margin: float = 1.0) -> tuple[float, FloatArray]:
    """Multi-class hinge: the violations of the margin, summed over the other classes, mean over rows; and its gradient.

    scores: (n, c), labels: (n,). Raises ValueError for a label outside 0 .. c - 1.
    """
    raise NotImplementedError


def huber_loss(predictions: FloatArray, targets: FloatArray, *, delta: float = 1.0) -> tuple[float, FloatArray]:
    """Huber loss, mean over all elements, and its gradient with respect to the predictions.

    predictions, targets: the same shape. Raises ValueError if the shapes differ or delta is not above 0.
    """
    raise NotImplementedError


def kl_loss(logits: FloatArray, probs: FloatArray, *, temperature: float = 1.0) -> tuple[float, FloatArray]:
    """T**2 * KL(probs || softmax(logits / T)), mean over rows, and its gradient with respect to the logits.

    logits, probs: (n, c); each row of probs sums to 1. Raises ValueError if temperature is not above 0.
    """
    raise NotImplementedError


def triplet_loss(
    anchors: FloatArray, positives: FloatArray, negatives: FloatArray, *, margin: float = 1.0
) -> tuple[float, tuple[FloatArray, FloatArray, FloatArray]]:
    """Triplet loss on Euclidean distances, mean over rows, and its gradients with respect to all three.

    All (n, d). The gradient of a distance between equal vectors is taken as zero.
    """
    raise NotImplementedError


def info_nce(
    queries: FloatArray, keys: FloatArray, *, temperature: float = 0.1
) -> tuple[float, tuple[FloatArray, FloatArray]]:
    """Find each query's own key among all keys by cosine similarity; the loss and its gradients for both.

    queries, keys: (n, d); key i belongs to query i. Raises ValueError if temperature is not above 0.
    """
    raise NotImplementedError


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
    raise NotImplementedError
