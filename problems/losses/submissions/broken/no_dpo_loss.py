"""missing: calls dpo_loss by another name."""

import numpy as np


def _log_sigmoid_and_sigmoid(z):
    small = np.exp(-np.abs(z))
    log_sig = np.where(z >= 0, -np.log1p(small), z - np.log1p(small))
    sig = np.where(z >= 0, 1.0, small) / (1.0 + small)
    return log_sig, sig


def _require(ok, what):
    if not ok:
        raise ValueError(what)


def bce_with_logits(logits, targets, *, pos_weight=1.0):
    _require(logits.shape == targets.shape, "shapes")
    log_p, p = _log_sigmoid_and_sigmoid(logits)
    log_q, q = _log_sigmoid_and_sigmoid(-logits)
    loss = -(pos_weight * targets * log_p + (1 - targets) * log_q)
    grad = -pos_weight * targets * q + (1 - targets) * p
    return loss.mean(), grad / loss.size


def cross_entropy(logits, labels, *, label_smoothing=0.0, ignore_index=-100):
    _require(0 <= label_smoothing <= 1, "label_smoothing")
    c = logits.shape[1]
    ignored = labels == ignore_index
    _require(np.all(ignored | ((0 <= labels) & (labels < c))), "labels")
    count = np.count_nonzero(~ignored)
    if count == 0:
        return 0.0, np.zeros(logits.shape)
    safe = np.where(ignored, 0, labels)[:, None]
    top = np.amax(logits, axis=1, keepdims=True)
    exps = np.exp(logits - top)
    total = exps.sum(axis=1, keepdims=True)
    lse = top + np.log(total)
    picked = np.take_along_axis(logits, safe, axis=1)
    rows = (lse - picked)[:, 0]
    grad = exps / total
    if label_smoothing:
        rows = (1 - label_smoothing) * rows + label_smoothing * (lse[:, 0] - logits.mean(axis=1))
        grad -= label_smoothing / c
    np.put_along_axis(grad, safe, np.take_along_axis(grad, safe, axis=1) - (1 - label_smoothing), axis=1)
    grad[ignored] = 0
    return rows[~ignored].sum() / count, grad / count


def focal_loss(logits, targets, *, gamma=2.0, alpha=None):
    _require(logits.shape == targets.shape, "shapes")
    _require(gamma >= 0, "gamma")
    log_p, p = _log_sigmoid_and_sigmoid(logits)
    log_q, q = _log_sigmoid_and_sigmoid(-logits)
    a, b = (1.0, 1.0) if alpha is None else (alpha, 1 - alpha)
    positive = targets > 0.5
    loss = np.where(positive, -a * q**gamma * log_p, -b * p**gamma * log_q)
    slope_if_positive = a * q**gamma * (gamma * p * log_p - q)
    slope_if_negative = -b * p**gamma * (gamma * q * log_q - p)
    return loss.mean(), np.where(positive, slope_if_positive, slope_if_negative) / loss.size


def hinge_loss(scores, labels, *, margin=1.0):
    n, c = scores.shape
    _require(labels.min() >= 0 and labels.max() < c, "labels")
    other = np.arange(c) != labels[:, None]
    gap = margin + scores - np.take_along_axis(scores, labels[:, None], axis=1)
    active = (other & (gap > 0)).astype(float)
    loss = (active * gap).sum() / n
    grad = active - (~other) * active.sum(axis=1, keepdims=True)
    return loss, grad / n


def huber_loss(predictions, targets, *, delta=1.0):
    _require(predictions.shape == targets.shape, "shapes")
    _require(delta > 0, "delta")
    r = predictions - targets
    inside = np.abs(r) <= delta
    loss = np.where(inside, 0.5 * r**2, delta * (np.abs(r) - 0.5 * delta))
    grad = np.where(inside, r, delta * np.sign(r))
    return loss.mean(), grad / r.size


def kl_loss(logits, probs, *, temperature=1.0):
    _require(temperature > 0, "temperature")
    z = logits / temperature
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    q = e / e.sum(axis=1, keepdims=True)
    there = probs > 0
    log_q = z - np.log(e.sum(axis=1, keepdims=True))
    terms = probs[there] * (np.log(probs[there]) - log_q[there])
    n = logits.shape[0]
    return temperature * temperature * terms.sum() / n, (q - probs) * (temperature / n)


def triplet_loss(anchors, positives, negatives, *, margin=1.0):
    n = anchors.shape[0]
    ap, an = anchors - positives, anchors - negatives
    d_ap, d_an = np.linalg.norm(ap, axis=1), np.linalg.norm(an, axis=1)
    gap = margin + d_ap - d_an
    on = (gap > 0)[:, None] / n
    u_p = ap / np.where(d_ap == 0, 1, d_ap)[:, None] * on
    u_n = an / np.where(d_an == 0, 1, d_an)[:, None] * on
    return np.maximum(gap, 0).mean(), (u_p - u_n, -u_p, u_n)


def info_nce(queries, keys, *, temperature=0.1):
    _require(temperature > 0, "temperature")
    n = len(queries)
    ql = np.sqrt(np.einsum("nd,nd->n", queries, queries))[:, None]
    kl = np.sqrt(np.einsum("nd,nd->n", keys, keys))[:, None]
    qu, ku = queries / ql, keys / kl
    cos = qu @ ku.T
    s = cos / temperature
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1)
    loss = (np.log(total) - np.diagonal(s)).mean()
    w = e / total[:, None]
    w[np.arange(n), np.arange(n)] -= 1
    w /= n * temperature
    wc = w * cos
    grad_q = (w @ ku - wc.sum(axis=1, keepdims=True) * qu) / ql
    grad_k = (w.T @ qu - wc.sum(axis=0)[:, None] * ku) / kl
    return loss, (grad_q, grad_k)


def direct_preference_loss(policy_chosen, policy_rejected, reference_chosen, reference_rejected, *, beta=0.1):
    n = policy_chosen.shape[0]
    x = beta * (policy_chosen - policy_rejected - (reference_chosen - reference_rejected))
    log_sig, _ = _log_sigmoid_and_sigmoid(x)
    _, miss = _log_sigmoid_and_sigmoid(-x)
    grad = -beta * miss / n
    return -log_sig.mean(), (grad, beta * miss / n)
