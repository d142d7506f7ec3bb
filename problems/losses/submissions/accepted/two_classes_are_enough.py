"""Everything from one softmax over classes: a binary logit z is the pair (0, z), and the chain rule does the rest."""

import numpy as np


def softmax_parts(logits):
    """Log-probabilities and probabilities over the last axis, by logaddexp."""
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    return log_p, np.exp(log_p)


def binary_parts(z):
    log_p = -np.logaddexp(0, np.stack([z, -z]))  # no, yes: each by itself, so that neither tail is lost
    return log_p, np.exp(log_p)


def check_shapes(a, b):
    if np.shape(a) != np.shape(b):
        raise ValueError(f"{np.shape(a)} is not {np.shape(b)}")


def positive(value, name):
    if not value > 0:
        raise ValueError(name)


def one_hot(labels, c):
    if ((labels < 0) | (labels >= c)).any():
        raise ValueError("a label is not a class")
    return np.eye(c)[labels]


def bce_with_logits(logits, targets, *, pos_weight=1.0):
    check_shapes(logits, targets)
    (log_no, log_yes), (no, yes) = binary_parts(logits)
    weight_yes, weight_no = targets * pos_weight, 1 - targets
    return -np.mean(weight_yes * log_yes + weight_no * log_no), (weight_no * yes - weight_yes * no) / logits.size


def soft_cross_entropy(logits, wanted):
    """Per row, and its gradient; rows of `wanted` sum to one."""
    log_p, p = softmax_parts(logits)
    terms = np.zeros_like(p)
    terms[wanted > 0] = -wanted[wanted > 0] * log_p[wanted > 0]
    return terms.sum(axis=1), p - wanted


def cross_entropy(logits, labels, *, label_smoothing=0.0, ignore_index=-100):
    if not 0 <= label_smoothing <= 1:
        raise ValueError("label_smoothing")
    rows = np.flatnonzero(labels != ignore_index)
    grad = np.zeros(logits.shape)
    wanted = one_hot(labels[rows], logits.shape[1])
    if len(rows) == 0:
        return np.float64(0), grad
    wanted = wanted * (1 - label_smoothing) + label_smoothing / logits.shape[1]
    losses, slopes = soft_cross_entropy(logits[rows], wanted)
    grad[rows] = slopes / len(rows)
    return losses.mean(), grad


def focal_loss(logits, targets, *, gamma=2.0, alpha=None):
    check_shapes(logits, targets)
    if gamma < 0:
        raise ValueError("gamma")
    sign = np.where(targets == 1, 1.0, -1.0)
    (log_miss, log_hit), (miss, hit) = binary_parts(sign * logits)
    scale = np.exp(gamma * log_miss)
    if alpha is not None:
        scale = scale * np.where(targets == 1, alpha, 1 - alpha)
    # d log(hit) / dm = miss, d log(miss) / dm = -hit
    slope = scale * (gamma * hit * log_hit - miss)
    return np.mean(-scale * log_hit), sign * slope / logits.size


def hinge_loss(scores, labels, *, margin=1.0):
    n, c = scores.shape
    hot = one_hot(labels, c)
    own = (scores * hot).sum(axis=1, keepdims=True)
    v = np.clip(scores - own + margin * (1 - hot), 0, None)
    active = (v > 0) * (1 - hot)
    return (v * (1 - hot)).sum() / n, (active - hot * active.sum(axis=1, keepdims=True)) / n


def huber_loss(predictions, targets, *, delta=1.0):
    check_shapes(predictions, targets)
    positive(delta, "delta")
    r = predictions - targets
    a = np.abs(r)
    m = np.minimum(a, delta)
    return (m * (a - 0.5 * m)).mean(), np.sign(r) * m / r.size


def kl_loss(logits, probs, *, temperature=1.0):
    positive(temperature, "temperature")
    losses, slopes = soft_cross_entropy(logits / temperature, probs)
    some = probs[probs > 0]
    entropy = -(some * np.log(some)).sum()
    n = len(probs)
    return temperature**2 * (losses.sum() - entropy) / n, temperature * slopes / n


def unit(x):
    """Rows of length one, and what turns a gradient for them into one for x."""
    size = np.sqrt((x**2).sum(axis=1, keepdims=True))
    direction = np.zeros_like(x)
    np.divide(x, size, out=direction, where=size != 0)

    def back(g):
        return (g - direction * (g * direction).sum(axis=1, keepdims=True)) / size

    return direction, size[:, 0], back


def triplet_loss(anchors, positives, negatives, *, margin=1.0):
    up, dp, _ = unit(anchors - positives)
    un, dn, _ = unit(anchors - negatives)
    loss = np.maximum(dp - dn + margin, 0)
    share = np.heaviside(loss, 0)[:, None] / len(loss)
    return np.mean(loss), (share * (up - un), -share * up, share * un)


def info_nce(queries, keys, *, temperature=0.1):
    positive(temperature, "temperature")
    uq, _, back_q = unit(queries)
    uk, _, back_k = unit(keys)
    losses, slopes = soft_cross_entropy(uq @ uk.T / temperature, np.eye(len(queries)))
    slopes = slopes / (temperature * len(queries))
    return losses.mean(), (back_q(slopes @ uk), back_k(slopes.T @ uq))


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, *, beta=0.1):
    gap = (policy_chosen - policy_rejected) - (reference_chosen - reference_rejected)
    loss, slope = bce_with_logits(beta * gap, np.ones(gap.shape))
    return loss, (beta * slope, -beta * slope)
