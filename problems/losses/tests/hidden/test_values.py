"""The losses themselves, on numbers of ordinary size, against the formulas as the brief has them."""

import definitions
from definitions import agree, draw_binary, draw_classes, draw_distributions, draw_log_probs, draw_vectors
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


@given(SEED, st.booleans())
def test_bce(seed, soft):
    """`bce_with_logits` is the mean over all elements, of any shape, with targets 0, 1 or between."""
    arrays = draw_binary(seed, soft=soft)
    agree(bce_with_logits(*arrays)[0], definitions.bce(*arrays).real)


@given(SEED, st.floats(0.1, 9.0))
def test_bce_with_a_positive_weight(seed, pos_weight):
    """`pos_weight` multiplies the part of the positive class alone, and not the divisor."""
    arrays = draw_binary(seed, soft=seed % 2 == 0)
    agree(bce_with_logits(*arrays, pos_weight=pos_weight)[0], definitions.bce(*arrays, pos_weight))


@given(SEED)
def test_cross_entropy(seed):
    """`cross_entropy` is minus the log-probability of the label, mean over rows."""
    arrays = draw_classes(seed)
    agree(cross_entropy(*arrays)[0], definitions.cross_entropy(*arrays))


@given(SEED, st.one_of(st.floats(0.0, 1.0), st.just(1.0)))
def test_cross_entropy_with_smoothing(seed, label_smoothing):
    """`label_smoothing` is spread over all c classes, the label's own among them."""
    arrays = draw_classes(seed)
    expected = definitions.cross_entropy(*arrays, label_smoothing)
    agree(cross_entropy(*arrays, label_smoothing=label_smoothing)[0], expected)


@given(SEED)
def test_focal_with_defaults(seed):
    """`focal_loss` has gamma 2 and no class weights unless told otherwise."""
    arrays = draw_binary(seed)
    agree(focal_loss(*arrays)[0], definitions.focal(*arrays))


@given(SEED, st.sampled_from([0.0, 0.5, 1.0, 3.0]), st.sampled_from([None, 0.0, 0.25, 0.9]))
def test_focal_with_gamma_and_alpha(seed, gamma, alpha):
    """`alpha` weighs positives and 1 - alpha negatives; an alpha of 0 is a weight like others."""
    arrays = draw_binary(seed)
    agree(focal_loss(*arrays, gamma=gamma, alpha=alpha)[0], definitions.focal(*arrays, gamma, alpha))


@given(SEED)
def test_hinge(seed):
    """`hinge_loss` sums the violations over the other classes, never the label's own, mean over rows."""
    arrays = draw_classes(seed)
    agree(hinge_loss(*arrays)[0], definitions.hinge(*arrays).real)


@given(SEED, st.floats(0.0, 4.0))
def test_hinge_with_a_margin(seed, margin):
    """`margin` replaces 1 in `hinge_loss`."""
    arrays = draw_classes(seed)
    agree(hinge_loss(*arrays, margin=margin)[0], definitions.hinge(*arrays, margin).real)


@given(SEED)
def test_huber_with_defaults(seed):
    """`huber_loss` turns from square to line at 1 unless told otherwise, mean over all elements."""
    arrays = draw_binary(seed, soft=True)
    agree(huber_loss(*arrays)[0], definitions.huber(*arrays))


@given(SEED, st.floats(0.1, 4.0))
def test_huber_with_delta(seed, delta):
    """`delta` is where the square turns into a line, and the two meet there."""
    arrays = draw_binary(seed, soft=True)
    agree(huber_loss(*arrays, delta=delta)[0], definitions.huber(*arrays, delta))


@given(SEED)
def test_kl(seed):
    """`kl_loss` is the divergence of the model from the wanted distribution, summed over classes, mean over rows."""
    arrays = draw_distributions(seed)
    agree(kl_loss(*arrays)[0], definitions.kl(*arrays))


@given(SEED, st.floats(0.3, 6.0))
def test_kl_with_a_temperature(seed, temperature):
    """`temperature` divides the logits of `kl_loss`, and its square multiplies the result."""
    arrays = draw_distributions(seed)
    agree(kl_loss(*arrays, temperature=temperature)[0], definitions.kl(*arrays, temperature))


@given(SEED)
def test_triplet(seed):
    """`triplet_loss` compares Euclidean distances, not their squares, with margin 1, mean over rows."""
    arrays = draw_vectors(seed, 3)
    agree(triplet_loss(*arrays)[0], definitions.triplet(*arrays).real)


@given(SEED, st.floats(0.0, 4.0))
def test_triplet_with_a_margin(seed, margin):
    """`margin` replaces 1 in `triplet_loss`; rows that keep it cost nothing and count in the mean."""
    arrays = draw_vectors(seed, 3)
    agree(triplet_loss(*arrays, margin=margin)[0], definitions.triplet(*arrays, margin).real)


@given(SEED)
def test_info_nce(seed):
    """`info_nce` takes cosines over a temperature of 0.1, all keys for each query, mean over queries."""
    arrays = draw_vectors(seed, 2)
    agree(info_nce(*arrays)[0], definitions.info_nce(*arrays))


@given(SEED, st.floats(0.05, 3.0))
def test_info_nce_with_a_temperature(seed, temperature):
    """`temperature` divides the cosines in `info_nce`."""
    arrays = draw_vectors(seed, 2)
    agree(info_nce(*arrays, temperature=temperature)[0], definitions.info_nce(*arrays, temperature))


@given(SEED)
def test_dpo(seed):
    """`dpo_loss` rewards the policy's gain over the reference, chosen against rejected, with beta 0.1, mean over pairs."""
    arrays = draw_log_probs(seed)
    agree(dpo_loss(*arrays)[0], definitions.dpo(*arrays))


@given(SEED, st.floats(0.02, 0.6))
def test_dpo_with_beta(seed, beta):
    """`beta` multiplies the difference of the gains in `dpo_loss`."""
    arrays = draw_log_probs(seed)
    agree(dpo_loss(*arrays, beta=beta)[0], definitions.dpo(*arrays, beta))
