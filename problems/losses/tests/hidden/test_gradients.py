"""The gradients, on numbers of ordinary size, against the slopes of the brief's formulas."""

import definitions
import numpy as np
import pytest
from definitions import (
    STEP,
    TOLERANCE,
    agree_grad,
    draw_binary,
    draw_classes,
    draw_distributions,
    draw_log_probs,
    draw_vectors,
    slopes,
)
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


@given(SEED, st.booleans(), st.one_of(st.just(1.0), st.floats(0.1, 9.0)))
def test_bce(seed, soft, pos_weight):
    """The gradient of `bce_with_logits`, with soft targets and a weight too."""
    arrays = draw_binary(seed, soft=soft)
    expected = slopes(definitions.bce, arrays, 0, pos_weight=pos_weight)
    agree_grad(bce_with_logits(*arrays, pos_weight=pos_weight)[1], expected)


@given(SEED, st.one_of(st.just(0.0), st.floats(0.0, 1.0)))
def test_cross_entropy(seed, label_smoothing):
    """The gradient of `cross_entropy`, with smoothing too."""
    arrays = draw_classes(seed)
    expected = slopes(definitions.cross_entropy, arrays, 0, label_smoothing=label_smoothing)
    agree_grad(cross_entropy(*arrays, label_smoothing=label_smoothing)[1], expected)


@given(SEED, st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]), st.sampled_from([None, 0.25]))
def test_focal(seed, gamma, alpha):
    """The gradient of `focal_loss`: the factor (1 - p_t)**gamma has a slope as well."""
    arrays = draw_binary(seed)
    expected = slopes(definitions.focal, arrays, 0, gamma=gamma, alpha=alpha)
    agree_grad(focal_loss(*arrays, gamma=gamma, alpha=alpha)[1], expected)


@given(SEED, st.floats(0.0, 4.0))
def test_hinge(seed, margin):
    """The gradient of `hinge_loss`: every violation pushes its class down and the label's class up."""
    arrays = draw_classes(seed)
    agree_grad(hinge_loss(*arrays, margin=margin)[1], slopes(definitions.hinge, arrays, 0, margin=margin))


@given(SEED, st.floats(0.1, 4.0))
def test_huber(seed, delta):
    """The gradient of `huber_loss` with respect to the predictions, on both sides of delta."""
    arrays = draw_binary(seed, soft=True)
    agree_grad(huber_loss(*arrays, delta=delta)[1], slopes(definitions.huber, arrays, 0, delta=delta))


@given(SEED, st.one_of(st.just(1.0), st.floats(0.3, 6.0)))
def test_kl(seed, temperature):
    """The gradient of `kl_loss` with respect to the logits, temperature included."""
    arrays = draw_distributions(seed)
    expected = slopes(definitions.kl, arrays, 0, temperature=temperature)
    agree_grad(kl_loss(*arrays, temperature=temperature)[1], expected)


@given(SEED, st.floats(0.0, 4.0))
def test_triplet(seed, margin):
    """The three gradients of `triplet_loss`; rows that keep the margin have none."""
    arrays = draw_vectors(seed, 3)
    grads = triplet_loss(*arrays, margin=margin)[1]
    assert len(grads) == 3
    for place, grad in enumerate(grads):
        agree_grad(grad, slopes(definitions.triplet, arrays, place, margin=margin))


@given(SEED, st.floats(0.05, 3.0))
def test_info_nce(seed, temperature):
    """Both gradients of `info_nce`, through the division by the lengths."""
    arrays = draw_vectors(seed, 2)
    grads = info_nce(*arrays, temperature=temperature)[1]
    assert len(grads) == 2
    for place, grad in enumerate(grads):
        agree_grad(grad, slopes(definitions.info_nce, arrays, place, temperature=temperature))


@given(SEED, st.floats(0.02, 0.6))
def test_dpo(seed, beta):
    """The two gradients of `dpo_loss`, for the policy's chosen and rejected answers."""
    arrays = draw_log_probs(seed)
    grads = dpo_loss(*arrays, beta=beta)[1]
    assert len(grads) == 2
    for place, grad in enumerate(grads):
        agree_grad(grad, slopes(definitions.dpo, arrays, place, beta=beta))


@pytest.mark.limit(wall_seconds=5)
def test_info_nce_on_a_large_batch():
    """`info_nce` of 1,000 pairs of 128 numbers is done within 5 seconds; its gradients give the slope along a line."""
    rng = np.random.default_rng(77)
    arrays = [rng.standard_normal((1000, 128)) for _ in range(2)]
    directions = [rng.standard_normal((1000, 128)) for _ in range(2)]
    loss, grads = info_nce(*arrays, temperature=0.2)
    queries, keys = (array + STEP * 1j * way for array, way in zip(arrays, directions, strict=True))
    units = [x / np.sqrt((x * x).sum(axis=1, keepdims=True)) for x in (queries, keys)]
    logits = units[0] @ units[1].T / 0.2
    moved = (np.log(np.exp(logits).sum(axis=1)) - np.diag(logits)).mean()
    assert loss == pytest.approx(moved.real, rel=TOLERANCE)
    slope = sum((grad * way).sum() for grad, way in zip(grads, directions, strict=True))
    assert slope == pytest.approx(moved.imag / STEP, rel=TOLERANCE, abs=TOLERANCE)
