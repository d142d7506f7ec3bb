"""gradients: computes every cosine in Python, one product at a time."""

import math

import numpy as np


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)


def same_shape(a, b):
    if a.shape != b.shape:
        raise ValueError("shapes must be equal")


def elementwise(a, b, loss_and_slope):
    same_shape(a, b)
    total, grad = 0.0, np.zeros(a.shape)
    for index in np.ndindex(a.shape):
        loss, slope = loss_and_slope(float(a[index]), float(b[index]))
        total += loss
        grad[index] = slope / a.size
    return total / a.size, grad


def bce_with_logits(logits, targets, *, pos_weight=1.0):
    def one(z, t):
        loss = pos_weight * t * softplus(-z) + (1 - t) * softplus(z)
        return loss, (1 - t) * sigmoid(z) - pos_weight * t * sigmoid(-z)

    return elementwise(logits, targets, one)


def focal_loss(logits, targets, *, gamma=2.0, alpha=None):
    if gamma < 0:
        raise ValueError("gamma")

    def one(z, t):
        if t == 1:
            weight, s = alpha, 1.0
        else:
            weight, s = None if alpha is None else 1 - alpha, -1.0
        if weight is None:
            weight = 1.0
        m = s * z
        q, p, nll = sigmoid(-m), sigmoid(m), softplus(-m)
        modulation = q**gamma
        return weight * modulation * nll, -s * weight * modulation * (gamma * p * nll + q)

    return elementwise(logits, targets, one)


def huber_loss(predictions, targets, *, delta=1.0):
    if delta <= 0:
        raise ValueError("delta")

    def one(p, t):
        r = p - t
        if abs(r) <= delta:
            return 0.5 * r * r, r
        return delta * (abs(r) - 0.5 * delta), math.copysign(delta, r)

    return elementwise(predictions, targets, one)


def log_softmax(row):
    top = max(row)
    log_total = top + math.log(math.fsum(math.exp(x - top) for x in row))
    return [x - log_total for x in row]


def check_label(label, n_classes):
    if not 0 <= label < n_classes:
        raise ValueError(f"label {label}")


def cross_entropy(logits, labels, *, label_smoothing=0.0, ignore_index=-100):
    if label_smoothing < 0 or label_smoothing > 1:
        raise ValueError("label_smoothing")
    grad = np.zeros(logits.shape)
    total, count, n_classes = 0.0, 0, logits.shape[1]
    for i, label in enumerate(labels.tolist()):
        if label == ignore_index:
            continue
        check_label(label, n_classes)
        log_p = log_softmax(logits[i].tolist())
        count += 1
        for j, lp in enumerate(log_p):
            wanted = label_smoothing / n_classes + (1 - label_smoothing if j == label else 0)
            if wanted:
                total -= wanted * lp
            grad[i, j] = math.exp(lp) - wanted
    if count == 0:
        return 0.0, grad
    return total / count, grad / count


def hinge_loss(scores, labels, *, margin=1.0):
    grad = np.zeros(scores.shape)
    total = 0.0
    for i, label in enumerate(labels.tolist()):
        check_label(label, scores.shape[1])
        for j in range(scores.shape[1]):
            violation = margin + scores[i, j] - scores[i, label]
            if j != label and violation > 0:
                total += violation
                grad[i, j] += 1
                grad[i, label] -= 1
    return total / len(scores), grad / len(scores)


def kl_loss(logits, probs, *, temperature=1.0):
    if temperature <= 0:
        raise ValueError("temperature")
    grad = np.zeros(logits.shape)
    total = 0.0
    for i, (row, wanted) in enumerate(zip(logits.tolist(), probs.tolist(), strict=True)):
        log_q = log_softmax([x / temperature for x in row])
        for j, (p, lq) in enumerate(zip(wanted, log_q, strict=True)):
            if p > 0:
                total += p * (math.log(p) - lq)
            grad[i, j] = math.exp(lq) - p
    return temperature**2 * total / len(logits), temperature * grad / len(logits)


def triplet_loss(anchors, positives, negatives, *, margin=1.0):
    n = len(anchors)
    grads = [np.zeros(anchors.shape) for _ in range(3)]
    total = 0.0
    for i in range(n):
        to_p, to_n = anchors[i] - positives[i], anchors[i] - negatives[i]
        d_p, d_n = math.hypot(*to_p), math.hypot(*to_n)
        if margin + d_p - d_n > 0:
            total += margin + d_p - d_n
            unit_p = to_p / d_p if d_p else 0 * to_p
            unit_n = to_n / d_n if d_n else 0 * to_n
            grads[0][i], grads[1][i], grads[2][i] = (unit_p - unit_n) / n, -unit_p / n, unit_n / n
    return total / n, tuple(grads)


def info_nce(queries, keys, *, temperature=0.1):
    if temperature <= 0:
        raise ValueError("temperature")
    n = len(queries)
    lengths = [math.hypot(*key) for key in keys.tolist()]
    units = np.array([key / length for key, length in zip(keys, lengths, strict=True)])
    total, grad_q, grad_units = 0.0, np.zeros(queries.shape), np.zeros(keys.shape)
    for i in range(n):
        length = math.hypot(*queries[i].tolist())
        unit = queries[i] / length
        cosines = np.array([sum(a * b for a, b in zip(u, unit.tolist(), strict=True)) for u in units.tolist()])
        logits = cosines / temperature
        weights = np.exp(logits - logits.max())
        total += logits.max() + math.log(weights.sum()) - logits[i]
        slope = weights / weights.sum()
        slope[i] -= 1
        slope /= temperature * n
        grad_q[i] = (slope @ units - (slope @ cosines) * unit) / length
        grad_units += np.outer(slope, unit)
    grad_k = np.array(
        [(g - (g @ u) * u) / length for g, u, length in zip(grad_units, units, lengths, strict=True)]
    )
    return total / n, (grad_q, grad_k)


def dpo_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, *, beta=0.1):
    n = len(policy_chosen)
    total, grad = 0.0, np.zeros(n)
    for i in range(n):
        chosen = policy_chosen[i] - reference_chosen[i]
        rejected = policy_rejected[i] - reference_rejected[i]
        x = beta * (chosen - rejected)
        total += softplus(-x)
        grad[i] = -beta * sigmoid(-x) / n
    return total / n, (grad, -grad)
