"""Numbers that are very large or very small, against decimal arithmetic with fifty digits."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from solution import bce_with_logits, cross_entropy, dpo_loss, focal_loss, info_nce, kl_loss, triplet_loss

TOLERANCE = 1e-8
SMALL = 1e-6  # relative, for small values
SMALLEST = 1e-200  # what the brief promises to look at
FAR = [300.0, 800.0, 1e6]
SCALES = [1e-99, 1e-13, 1e99]  # of vectors with a length of a few


@pytest.fixture(autouse=True, scope="module")
def fifty_digits():
    with localcontext() as context:
        context.prec = 50
        yield


def softplus(x):
    """log(1 + exp(x)) of a Decimal; where 1 + exp(x) would lose digits, by its series."""
    power = x.exp()
    return power - power * power / 2 if x < -60 else (1 + power).ln()


def sigmoid(x):
    return 1 / (1 + (-x).exp())


def close(result, expected):
    expected = np.array(expected, dtype=float)
    assert np.shape(result) == expected.shape
    np.testing.assert_allclose(result, expected, rtol=TOLERANCE, atol=TOLERANCE)


def relatively_close(result, expected):
    """Compare one number with a Decimal: right digits, however small it is."""
    assert abs(expected) > SMALLEST
    assert float(np.squeeze(result)) == pytest.approx(float(expected), rel=SMALL, abs=0)


def softmax_rows(logits):
    """Return log-probabilities and probabilities, rows of Decimals."""
    logs, probs = [], []
    for row in logits:
        numbers = [Decimal(float(number)) for number in row]
        top = max(numbers)
        total = sum((number - top).exp() for number in numbers)
        logs.append([number - top - total.ln() for number in numbers])
        probs.append([(number - top).exp() / total for number in numbers])
    return logs, probs


@pytest.mark.parametrize("size", FAR)
def test_bce_far_from_zero(size):
    """`bce_with_logits` is finite and right for logits of any size and sign, confident and wrong or confident and right."""
    logits = np.array([size, -size, size, -size, size])
    targets = np.array([1.0, 1.0, 0.0, 0.0, 0.25])
    loss, grad = bce_with_logits(logits, targets, pos_weight=3.0)
    close(loss, (3 * size + size + 0.75 * size) / 5)
    close(grad, [0.0, -3 / 5, 1 / 5, 0.0, 0.75 / 5])


@given(st.floats(10.0, 440.0), st.sampled_from([0.0, 1.0]))
@example(10.5, 1.0)
@example(12.0, 0.0)
def test_bce_of_confident_elements(size, target):
    """Small losses and gradients of `bce_with_logits` keep their digits, for either class and any `pos_weight`."""
    logit = size if target else -size
    for pos_weight in (1.0, 3.0, 0.25):
        loss, grad = bce_with_logits(np.array([logit]), np.array([target]), pos_weight=pos_weight)
        weight = Decimal(pos_weight) if target else 1
        relatively_close(loss, weight * softplus(-Decimal(size)))
        relatively_close(grad, (-weight if target else weight) * sigmoid(-Decimal(size)))


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_focal_far_from_zero(gamma):
    """`focal_loss` is finite and right for logits of any size and sign, also where gamma is below 1."""
    for size in FAR:
        logits, targets = np.array([size, -size, size, -size]), np.array([1.0, 1.0, 0.0, 0.0])
        loss, grad = focal_loss(logits, targets, gamma=gamma)
        close(loss, size / 2)
        close(grad, [0.0, -0.25, 0.25, 0.0])


@given(st.floats(10.0, 140.0), st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 0.5, 1.0, 2.0]))
@example(10.5, 1.0, 2.0)
@example(12.0, 0.0, 0.5)
def test_focal_of_confident_elements(size, target, gamma):
    """Small losses and gradients of `focal_loss` keep their digits, for either class."""
    exact, power = Decimal(size), Decimal(gamma)
    logit = size if target else -size
    loss, grad = focal_loss(np.array([logit]), np.array([target]), gamma=gamma)
    missed = sigmoid(-exact)
    relatively_close(loss, missed**power * softplus(-exact))
    slope = missed**power * (power * sigmoid(exact) * softplus(-exact) + missed)
    relatively_close(grad, -slope if target else slope)


@pytest.mark.parametrize("shift", [1e6, -1e6, 999.5])
def test_cross_entropy_under_a_shift(shift):
    """A constant added to a row of logits changes nothing in `cross_entropy`, and rows may be far apart."""
    logits = np.array([[0.5, -1.0, 2.0, 0.25], [1.0, 0.0, -3.0, 2.0], [0.0, 1.0, 1.5, -1.0]])
    labels = np.array([1, 3, 0])
    logs, probs = softmax_rows(logits)
    shifted = logits + np.array([[shift], [0.0], [-shift]])
    loss, grad = cross_entropy(shifted, labels)
    close(loss, -sum(row[label] for row, label in zip(logs, labels.tolist(), strict=True)) / 3)
    wanted = np.eye(4)[labels]
    close(grad, (np.array(probs, dtype=float) - wanted) / 3)


def test_cross_entropy_with_logits_far_apart():
    """A class that is ahead or behind by far takes all or nothing in `cross_entropy`, smoothing included."""
    logits = np.array([[1e6, 0.0, -1e6], [-1e6, 3.0, 2.0]])
    labels = np.array([2, 1])
    loss, grad = cross_entropy(logits, labels)
    logs, probs = softmax_rows(logits)
    close(loss, -(logs[0][2] + logs[1][1]) / 2)
    close(grad, (np.array(probs, dtype=float) - np.eye(3)[labels]) / 2)
    smooth_loss, _ = cross_entropy(logits, labels, label_smoothing=0.3)
    rows = [sum(row) / 3 for row in logs]
    picked = [logs[0][2], logs[1][1]]
    parts = [Decimal("0.7") * one + Decimal("0.3") * every for one, every in zip(picked, rows, strict=True)]
    close(smooth_loss, -sum(parts) / 2)


def test_masked_classes_below_which_nothing_is():
    """A masked class is below all others, though theirs are the lowest logits that there are."""
    logits = np.array([[-1e6, -999_999.5, -999_998.0], [-999_999.0, -1e6, -1e6]])
    logs, probs = softmax_rows(logits)
    model = np.insert(np.array(probs, dtype=float), 1, 0.0, axis=1)
    masked = np.insert(logits, 1, -np.inf, axis=1)
    loss, grad = cross_entropy(masked, np.array([2, 0]))
    close(loss, -(logs[0][1] + logs[1][0]) / 2)
    close(grad, (model - np.eye(4)[[2, 0]]) / 2)
    wanted = np.array([[0.25, 0.0, 0.75, 0.0], [0.0, 0.0, 0.0, 1.0]])
    loss, grad = kl_loss(masked, wanted)
    quarter, rest = Decimal("0.25"), Decimal("0.75")
    close(loss, (quarter * (quarter.ln() - logs[0][0]) + rest * (rest.ln() - logs[0][1]) - logs[1][2]) / 2)
    close(grad, (model - wanted) / 2)


def test_kl_of_classes_that_nobody_wants():
    """Where the wanted probability is 0, the term of `kl_loss` is 0, however low the logit is."""
    logits = np.array([[0.5, -1.0, -1e6], [-9e5, 1.0, 2.0]])
    probs = np.array([[0.25, 0.75, 0.0], [0.0, 0.5, 0.5]])
    logs, model = softmax_rows(logits)
    terms = [Decimal(p) * (Decimal(p).ln() - log) for p, log in zip((0.25, 0.75, 0.5, 0.5), (*logs[0][:2], *logs[1][1:]))]
    loss, grad = kl_loss(logits, probs)
    close(loss, sum(terms) / 2)
    close(grad, (np.array(model, dtype=float) - probs) / 2)


def test_kl_of_classes_that_are_hardly_wanted():
    """Only a wanted probability of 0 counts for nothing in `kl_loss`: a small one does count where the logit is low."""
    logits = np.array([[0.0, -1e6], [-8e5, 0.5]])
    for small in (1e-6, 1e-9, 1e-11):
        probs = np.array([[1.0 - small, small], [small, 1.0 - small]])
        logs, model = softmax_rows(logits)
        terms = [Decimal(p) * (Decimal(p).ln() - log) for p, log in zip(probs.ravel().tolist(), (*logs[0], *logs[1]))]
        loss, grad = kl_loss(logits, probs)
        close(loss, sum(terms) / 2)
        close(grad, (np.array(model, dtype=float) - probs) / 2)


@pytest.mark.parametrize(("factor", "temperature"), [(1.0, 1e-3), (4e5, 1.0), (3e4, 50.0), (-250.0, 0.5)])
def test_kl_with_logits_far_apart(factor, temperature):
    """`kl_loss` is finite and right where the logits over the temperature are large, of either sign."""
    logits = factor * np.array([[0.5, -1.0, 2.0], [-2.0, 0.125, 0.0]])
    probs = np.array([[0.25, 0.5, 0.25], [0.125, 0.125, 0.75]])
    logs, model = softmax_rows([[Decimal(float(x)) / Decimal(temperature) for x in row] for row in logits])
    loss, grad = kl_loss(logits, probs, temperature=temperature)
    exact = [[Decimal(float(p)) for p in row] for row in probs]
    terms = [
        p * (p.ln() - log)
        for row, log_row in zip(exact, logs, strict=True)
        for p, log in zip(row, log_row, strict=True)
    ]
    close(loss, Decimal(temperature) ** 2 * sum(terms) / 2)
    close(grad, temperature * (np.array(model, dtype=float) - probs) / 2)


def test_info_nce_with_a_small_temperature():
    """`info_nce` is finite and right where the cosines over the temperature are large."""
    queries = np.array([[3.0, 0.0], [0.0, 2.0]])
    keys = np.array([[0.0, 5.0], [1.0, 0.0]])  # each query's own key is at a right angle, the other one parallel
    loss, (grad_queries, grad_keys) = info_nce(queries, keys, temperature=1e-3)
    close(loss, 1000.0)
    pull = 500.0
    close(grad_queries, [[0.0, -pull / 3], [-pull / 2, 0.0]])
    close(grad_keys, [[-pull / 5, 0.0], [0.0, -pull]])


def test_info_nce_of_a_query_that_is_far_from_every_key():
    """`info_nce` is finite and right for a query whose cosines are all far below those of another one."""
    queries = np.array([[2.0, 0.0], [-4.0, 0.0]])
    keys = np.array([[3.0, 4.0], [0.5, 0.0]])  # cosines 0.6 and 1 for the first query, -0.6 and -1 for the second
    loss, (grad_queries, grad_keys) = info_nce(queries, keys, temperature=1e-3)
    close(loss, 400.0)
    close(grad_queries * [[2.0], [4.0]], [[0.0, -400.0], [0.0, 400.0]])
    close(grad_keys * [[5.0], [0.5]], [[-640.0, 480.0], [0.0, 0.0]])


@pytest.mark.parametrize("scale", [*SCALES, np.array([[1e-99], [1e-13], [1.0], [1e99]])])
def test_info_nce_for_vectors_of_any_length(scale):
    """Lengths, short, long or mixed, have no influence on `info_nce`, and its gradients are inverse to them."""
    rng = np.random.default_rng(5)
    queries, keys = rng.standard_normal((2, 4, 3))
    loss, grads = info_nce(queries, keys)
    for of_keys in (scale, 1 / scale):
        scaled_loss, scaled_grads = info_nce(queries * scale, keys * of_keys)
        close(scaled_loss, loss)
        close(scaled_grads[0] * scale, grads[0])
        close(scaled_grads[1] * of_keys, grads[1])


@pytest.mark.parametrize("scale", SCALES)
def test_triplet_for_distances_of_any_size(scale):
    """`triplet_loss` has unit gradients however near or far the vectors are."""
    anchors, positives, negatives = np.zeros((1, 2)), scale * np.array([[3.0, 4.0]]), scale * np.array([[0.0, 2.0]])
    loss, (grad_anchors, grad_positives, grad_negatives) = triplet_loss(anchors, positives, negatives, margin=0.5)
    close(loss, 0.5 + 3 * scale)
    close(grad_anchors, [[-0.6, 1.0 - 0.8]])
    close(grad_positives, [[0.6, 0.8]])
    close(grad_negatives, [[0.0, -1.0]])


def test_triplet_for_near_vectors_away_from_zero():
    """Distances in `triplet_loss` are those of the vectors as they are, however much shorter than the vectors."""
    anchors = np.array([[0.1, 0.7], [1000.1, -2000.3], [0.3, 0.9]])
    positives = anchors + np.array([[3e-7, 4e-7], [-1e-9, 2e-9], [0.0, 0.0]])
    negatives = anchors + np.array([[-5e-8, 0.0], [0.0, 0.0], [2e-9, -1e-9]])
    loss, grads = triplet_loss(anchors, positives, negatives, margin=0.5)
    lengths, units = [], []
    for others in (positives, negatives):
        difference = anchors - others
        lengths.append(np.hypot(*difference.T))
        units.append(difference / np.where(lengths[-1] > 0, lengths[-1], 1.0)[:, np.newaxis])
    close(loss, (0.5 + lengths[0] - lengths[1]).mean())
    for grad, expected in zip(grads, (units[0] - units[1], -units[0], units[1]), strict=True):
        close(grad, expected / 3)


@given(st.floats(200.0, 1e6), st.booleans())
def test_dpo_far_from_zero(gain, better):
    """`dpo_loss` is finite and right for differences of log-probabilities of any size and sign."""
    signed = gain if better else -gain
    policy_chosen, policy_rejected = np.array([signed, 0.0]), np.array([0.0, signed])
    loss, (grad_chosen, grad_rejected) = dpo_loss(policy_chosen, policy_rejected, np.zeros(2), np.zeros(2), beta=0.5)
    close(loss, gain / 4)
    slopes = [0.0, -0.25] if better else [-0.25, 0.0]
    close(grad_chosen, slopes)
    close(grad_rejected, [-slope for slope in slopes])


@given(st.floats(10.0, 440.0))
@example(10.5)
@example(12.0)
def test_dpo_of_confident_pairs(gain):
    """Small losses and gradients of `dpo_loss` keep their digits."""
    zero = np.zeros(1)
    loss, (grad_chosen, grad_rejected) = dpo_loss(np.array([gain]), zero, zero, zero, beta=1.0)
    relatively_close(loss, softplus(-Decimal(gain)))
    relatively_close(grad_chosen, -sigmoid(-Decimal(gain)))
    relatively_close(grad_rejected, sigmoid(-Decimal(gain)))
