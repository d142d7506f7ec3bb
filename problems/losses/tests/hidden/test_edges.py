"""Ignored rows, masked classes, zero probabilities, equal vectors, single rows and classes, errors, untouched arguments."""

import definitions
import numpy as np
import pytest
from definitions import agree, agree_grad, draw_classes, slopes
from hypothesis import given
from hypothesis import strategies as st
from solution import (
    bce_with_logits,
    cross_entropy,
    dpo_loss,
    focal_loss,
    hinge_loss,
    huber_loss,
    info_nce,
    kl_loss,
    triplet_loss,
)

SEED = st.integers(0, 10_000)
LOGITS = np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -1.0], [0.0, 3.0, -0.5], [2.0, 1.0, 0.0]])


@given(SEED, st.sampled_from([-100, -1, 0, 1, 99]), st.sampled_from([0.0, 0.2]))
def test_ignored_rows_do_not_count(seed, ignore_index, label_smoothing):
    """Rows with `ignore_index` count neither in the sum nor in the divisor, a class number as `ignore_index` included."""
    logits, labels = draw_classes(seed, classes_from=3)
    labels[::2] = ignore_index
    labels = np.append(labels, 2)
    logits = np.vstack([logits, -logits[-1:]])
    settings = {"label_smoothing": label_smoothing, "ignore_index": ignore_index}
    loss, grad = cross_entropy(logits, labels, **settings)
    agree(loss, definitions.cross_entropy(logits, labels, **settings))
    agree_grad(grad, slopes(definitions.cross_entropy, (logits, labels), 0, **settings))
    assert not grad[labels == ignore_index].any()


def test_ignored_by_default():
    """Without being told, `cross_entropy` ignores -100."""
    labels = np.array([-100, 2, -100, 0])
    loss, grad = cross_entropy(LOGITS, labels)
    agree(loss, definitions.cross_entropy(LOGITS, labels))
    assert not grad[[0, 2]].any()


@pytest.mark.parametrize("ignore_index", [-100, 1])
def test_all_rows_ignored(ignore_index):
    """Where no row counts, the loss of `cross_entropy` is 0 and so is its gradient."""
    loss, grad = cross_entropy(LOGITS, np.full(4, ignore_index), ignore_index=ignore_index)
    agree(loss, 0.0)
    agree_grad(grad, np.zeros((4, 3)))


def test_masked_classes_in_cross_entropy():
    """A logit of minus infinity takes its class out of `cross_entropy`: no probability, no gradient."""
    masked = np.insert(LOGITS, 1, -np.inf, axis=1)
    masked[3, 3] = -np.inf
    labels = np.array([0, 2, 3, 0])
    loss, grad = cross_entropy(masked, labels)
    log_probs = []
    expected = np.zeros_like(masked)
    for number, (row, label) in enumerate(zip(masked, labels, strict=True)):
        there = np.isfinite(row)
        total = np.exp(row[there]).sum()
        log_probs.append(row[label] - np.log(total))
        expected[number, there] = np.exp(row[there]) / total / 4
        expected[number, label] -= 1 / 4
    agree(loss, -np.mean(log_probs))
    agree_grad(grad, expected)


@pytest.mark.parametrize("ignore_index", [-100, -1, 7])
@pytest.mark.parametrize("left", [[0], [1], [3], []])
def test_masked_classes_in_ignored_rows(ignore_index, left):
    """Rows that do not count stay without any influence where they have one class left, whichever it is, or none."""
    logits = np.insert(LOGITS, 1, 0.75, axis=1)
    labels = np.array([3, ignore_index, 0, 1])
    expected = cross_entropy(logits, labels, ignore_index=ignore_index)
    agree(expected[0], definitions.cross_entropy(logits, labels, ignore_index=ignore_index))
    logits[1] = -np.inf
    logits[1, left] = 0.5
    loss, grad = cross_entropy(logits, labels, ignore_index=ignore_index)
    agree(loss, expected[0])
    agree_grad(grad, expected[1])


def test_zero_probabilities_in_kl():
    """Where the wanted probability is 0, the term of `kl_loss` is 0; its class is still pushed down."""
    probs = np.array([[1.0, 0.0, 0.0], [0.5, 0.0, 0.5], [0.0, 0.25, 0.75], [0.25, 0.25, 0.5]])
    loss, grad = kl_loss(LOGITS, probs)
    model = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
    terms = [p * np.log(p / q) for p, q in zip(probs.ravel(), model.ravel(), strict=True) if p > 0]
    agree(loss, sum(terms) / 4)
    agree_grad(grad, (model - probs) / 4)


@pytest.mark.parametrize("temperature", [2.0, 0.5])
def test_masked_classes_in_kl(temperature):
    """A class with logit minus infinity and wanted probability 0 adds nothing to `kl_loss`, at any temperature."""
    logits, probs = LOGITS[:2], np.array([[0.25, 0.25, 0.5], [0.75, 0.125, 0.125]])
    loss, grad = kl_loss(logits, probs, temperature=temperature)
    masked_loss, masked_grad = kl_loss(
        np.insert(logits, 2, -np.inf, axis=1), np.insert(probs, 2, 0.0, axis=1), temperature=temperature
    )
    agree(masked_loss, definitions.kl(logits, probs, temperature))
    expected = slopes(definitions.kl, (logits, probs), 0, temperature=temperature)
    agree_grad(masked_grad, np.insert(expected, 2, 0.0, axis=1))
    agree(loss, masked_loss)
    agree_grad(grad, np.delete(masked_grad, 2, axis=1))


def test_equal_vectors_in_triplet():
    """The distance between equal vectors has gradient zero in `triplet_loss`; nothing becomes NaN."""
    anchors = np.array([[1.0, 2.0], [1.0, 2.0], [3.0, 3.0]])
    positives = np.array([[1.0, 2.0], [4.0, 6.0], [3.0, 3.0]])
    negatives = np.array([[1.0, 2.25], [1.0, 2.0], [3.0, 3.0]])
    loss, grads = triplet_loss(anchors, positives, negatives, margin=0.5)
    agree(loss, (0.25 + 5.5 + 0.5) / 3)
    agree_grad(grads[0], np.array([[0.0, 1.0], [-0.6, -0.8], [0.0, 0.0]]) / 3)
    agree_grad(grads[1], np.array([[0.0, 0.0], [0.6, 0.8], [0.0, 0.0]]) / 3)
    agree_grad(grads[2], np.array([[0.0, -1.0], [0.0, 0.0], [0.0, 0.0]]) / 3)


def test_a_single_class():
    """With one class there is nothing to lose in `cross_entropy` and `hinge_loss`, whatever the settings."""
    logits, labels = np.array([[2.0], [-7.0]]), np.zeros(2, dtype=np.int64)
    for loss, grad in (
        cross_entropy(logits, labels),
        cross_entropy(logits, labels, label_smoothing=0.25),
        hinge_loss(logits, labels, margin=2.5),
    ):
        agree(loss, 0.0)
        agree_grad(grad, np.zeros((2, 1)))


def test_a_single_pair():
    """With one pair there is no other key in `info_nce`: the loss and both gradients are 0."""
    loss, grads = info_nce(np.array([[1.0, -2.0, 0.5]]), np.array([[0.25, 3.0, 1.0]]))
    agree(loss, 0.0)
    for grad in grads:
        agree_grad(grad, np.zeros((1, 3)))


def test_residuals_of_exactly_delta():
    """Where a residual is delta exactly, square and line agree in `huber_loss`."""
    loss, grad = huber_loss(np.array([2.5, -3.5]), np.array([1.0, -2.0]), delta=1.5)
    agree(loss, 1.125)
    agree_grad(grad, np.array([0.75, -0.75]))


@pytest.mark.parametrize("label", [-1, 3, -100])
def test_labels_that_are_no_class(label):
    """A label outside 0 .. c - 1 is a `ValueError` in `hinge_loss`, negative ones too."""
    with pytest.raises(ValueError):
        hinge_loss(LOGITS, np.array([0, 1, label, 2]))


@pytest.mark.parametrize(("label", "ignore_index"), [(-1, -100), (3, -100), (-100, -1), (-3, 3)])
def test_labels_that_are_neither_class_nor_ignored(label, ignore_index):
    """A label outside 0 .. c - 1 that is not `ignore_index` is a `ValueError` in `cross_entropy`."""
    with pytest.raises(ValueError):
        cross_entropy(LOGITS, np.array([0, ignore_index, label, 2]), ignore_index=ignore_index)


@pytest.mark.parametrize("function", ["bce", "focal", "huber"])
def test_shapes_that_only_broadcast(function):
    """Logits (4, 1) and targets of another shape are a `ValueError` in `bce_with_logits`, `focal_loss` and `huber_loss`."""
    call = {"bce": bce_with_logits, "focal": focal_loss, "huber": huber_loss}[function]
    for shape in [(4,), (1, 4), (4, 4), (2, 2)]:
        with pytest.raises(ValueError):
            call(np.zeros((4, 1)), np.ones(shape))


@pytest.mark.parametrize("labels", [[0, 1, 2, 0], [-100] * 4])
def test_smoothing_outside_its_range(labels):
    """A `label_smoothing` outside 0 .. 1 is a `ValueError`, also where no row counts."""
    for value in (-0.01, 1.01):
        with pytest.raises(ValueError):
            cross_entropy(LOGITS, np.array(labels), label_smoothing=value)


def test_gamma_below_zero():
    """A negative `gamma` is a `ValueError`."""
    with pytest.raises(ValueError):
        focal_loss(np.zeros(2), np.ones(2), gamma=-0.5)


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_settings_that_must_be_above_zero(value):
    """A `delta` or a `temperature` that is not above 0 is a `ValueError`."""
    with pytest.raises(ValueError):
        huber_loss(np.zeros(2), np.ones(2), delta=value)
    with pytest.raises(ValueError):
        kl_loss(np.zeros((1, 2)), np.array([[0.5, 0.5]]), temperature=value)
    with pytest.raises(ValueError):
        info_nce(np.eye(2), np.eye(2), temperature=value)


@pytest.mark.parametrize("place", range(10))
def test_arguments_stay_as_they_are(inout, place):
    """No function changes an array that it is given, masked classes, probabilities of 0 and options included."""
    rng = np.random.default_rng(31)
    logits, labels = rng.standard_normal((5, 3)), np.array([0, 2, 1, 1, 0])
    targets = rng.integers(0, 2, (5, 3)).astype(float)
    masked = np.insert(logits, 1, -np.inf, axis=1)
    function, options, *arrays = [
        (bce_with_logits, {"pos_weight": 3.0}, logits, targets),
        (cross_entropy, {}, masked, np.array([0, -100, 2, 3, 3])),
        (cross_entropy, {"label_smoothing": 0.2, "ignore_index": 1}, logits, labels),
        (focal_loss, {"gamma": 1.5, "alpha": 0.25}, logits, targets),
        (hinge_loss, {"margin": 0.5}, logits, labels),
        (huber_loss, {"delta": 0.5}, logits, targets),
        (kl_loss, {"temperature": 2.0}, masked, np.insert(np.full((5, 3), 1 / 3), 1, 0.0, axis=1)),
        (triplet_loss, {"margin": 0.5}, logits, logits[::-1].copy(), rng.standard_normal((5, 3))),
        (info_nce, {"temperature": 0.5}, logits, rng.standard_normal((5, 3))),
        (dpo_loss, {"beta": 0.5}, *rng.standard_normal((4, 5))),
    ][place]
    copies = [array.copy() for array in arrays]
    for more in ({}, options):
        function(*(inout(array) for array in arrays), **more)
        for array, copy in zip(arrays, copies, strict=True):
            np.testing.assert_array_equal(array, copy)
