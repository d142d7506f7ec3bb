"""Reciprocal rank fusion. Expected scores are fractions, so that equal means equal."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from solution import fuse

rankings_of_letters = st.lists(
    st.permutations("abcdefg").flatmap(lambda ids: st.integers(0, 7).map(lambda n: ids[:n])), max_size=4
)


def places(rankings, weights):
    """For each id its rank in each ranking, infinity where it is not in it or the ranking has no weight."""
    found = {}
    for number, (ranking, weight) in enumerate(zip(rankings, weights, strict=True)):
        for rank, each in enumerate(ranking, start=1):
            if weight:
                found.setdefault(each, [math.inf] * len(rankings))[number] = rank
    return found


def expected_of(rankings, weights, constant):
    """Return the ids in order, and their exact scores."""
    found = places(rankings, weights)
    scores = {
        each: sum(
            (
                Fraction(weight) / (Fraction(constant) + rank)
                for weight, rank in zip(weights, ranks, strict=True)
                if rank != math.inf
            ),
            Fraction(0),
        )
        for each, ranks in found.items()
    }
    return sorted(found, key=lambda each: (-scores[each], found[each])), scores


def clear(rankings, weights, scores):
    """Whether scores are apart by 1e-9, except where ranks and weights are the same in another order."""
    found = places(rankings, weights)
    terms = {each: sorted(zip(found[each], weights, strict=True)) for each in found}
    return all(
        terms[one] == terms[other] or abs(scores[one] - scores[other]) > 1e-9
        for one, other in itertools.combinations(found, 2)
    )


def check(fused, order, scores):
    assert all(isinstance(score, float) for _, score in fused)
    assert [each for each, _ in fused] == order
    assert [score for _, score in fused] == pytest.approx([float(scores[each]) for each in order], abs=1e-9)


def ids(fused):
    return [each for each, _ in fused]


@pytest.mark.points(3)
@given(rankings=rankings_of_letters, constant=st.sampled_from([60, 60.0, 10, 1.5, 0]))
def test_any_rankings(rankings, constant):
    """Scores are sums of reciprocal ranks over the rankings that have the id; equals go by the earlier rankings."""
    weights = [1] * len(rankings)
    order, scores = expected_of(rankings, weights, constant)
    assume(clear(rankings, weights, scores))
    check(fuse(rankings, constant=constant), order, scores)


@pytest.mark.points(2)
@given(data=st.data(), rankings=rankings_of_letters)
def test_any_weights(data, rankings):
    """Each ranking's part is multiplied by its weight, without rescaling; with weight 0 it is as if it were empty."""
    weights = data.draw(st.lists(st.sampled_from([0, 1, 0.5, 3, 0.25]), min_size=len(rankings), max_size=len(rankings)))
    order, scores = expected_of(rankings, weights, 60)
    assume(clear(rankings, weights, scores))
    check(fuse(rankings, weights=weights), order, scores)


def test_the_constant_is_sixty():
    """Without another constant it is 60."""
    fused = dict(fuse([["x", "y"], ["y"]]))
    assert fused == pytest.approx({"x": 1 / 61, "y": 1 / 62 + 1 / 61}, abs=1e-9)


def test_absence_costs_nothing():
    """A ranking that does not have an id adds nothing to its score, and nothing is taken away."""
    fused = fuse([["p"], ["q", "r", "s", "t"], ["q", "p"]], constant=0)
    assert ids(fused) == ["q", "p", "r", "s", "t"]
    assert dict(fused) == pytest.approx({"p": 1.5, "q": 2.0, "r": 0.5, "s": 1 / 3, "t": 0.25}, abs=1e-9)


def test_the_last_bit_does_not_decide():
    """Ids with the same ranks in different rankings tie, and the order of the first ranking decides."""
    for ranks in itertools.permutations([1, 2, 7]):
        rankings = [[f"other {number} {rank}" for rank in range(7)] for number in range(3)]
        for offset, each in enumerate("wvu"):
            for ranking, rank in zip(rankings, ranks[offset:] + ranks[:offset], strict=True):
                ranking[rank - 1] = each
        order = [each for each in ids(fuse(rankings)) if each in "uvw"]
        assert order == [each for each in rankings[0] if each in "uvw"]


def test_ties_over_many_rankings():
    """Ids with the same seven ranks in different rankings tie, too."""
    rankings = [[f"p{(place + shift) % 7}" for place in range(7)] for shift in range(7)]
    assert ids(fuse(rankings)) == rankings[0]


def test_of_equals_the_first_ranking_decides():
    """Of ids that tie, the one that is in the first ranking comes first; then the second ranking decides."""
    assert ids(fuse([["z", "m"], ["a", "m"]])) == ["m", "z", "a"]
    assert ids(fuse([["k"], ["z", "b"], ["b", "z"], ["k"]])) == ["k", "z", "b"]
    assert ids(fuse([[], ["z"], ["a"]])) == ["z", "a"]


def test_a_ranking_without_weight_decides_nothing():
    """Of ids that tie, a ranking of weight 0 does not decide, and ids that are nowhere else are not returned."""
    assert ids(fuse([["b", "c", "a"], ["a", "b"], ["b", "a"]], weights=[0, 2, 2])) == ["a", "b"]
    assert fuse([["b", "a"]], weights=[0.0]) == []


def test_nothing_to_fuse():
    """Without rankings, or with empty ones, nothing is returned."""
    assert fuse([]) == []
    assert fuse([[], []], weights=[1, 2]) == []


def test_small_and_large_weights():
    """Weights of any size work as they are, and small ones make no ties."""
    fused = fuse([["p", "q"], ["q", "p"]], weights=[1e-3, 1000])
    assert ids(fused) == ["q", "p"]
    assert fused[0][1] == pytest.approx(1e-3 / 62 + 1000 / 61, abs=1e-9)
    for weight in (1e-4, 5e-6):
        assert ids(fuse([["p", "q"], ["q", "r", "p"]], weights=[weight, weight])) == ["q", "p", "r"]


def test_ids_that_repeat():
    """An id that is twice in one ranking raises ValueError; in two rankings it is as it should be."""
    with pytest.raises(ValueError):
        fuse([["a", "b"], ["c", "a", "c"]])


def test_weights_that_do_not_fit():
    """Too many weights, too few or none, or one that is negative or not finite, raise ValueError, whatever is to be fused."""
    for weights in ([], [1.0], [1.0, 1.0, 1.0], [1.0, -1.0], [math.nan, 1.0], [1.0, math.inf]):
        with pytest.raises(ValueError):
            fuse([["a"], ["b"]], weights=weights)
    for rankings, weights in [([], [1.0]), ([[]], []), ([[], []], [1.0, -1.0])]:
        with pytest.raises(ValueError):
            fuse(rankings, weights=weights)


def test_constants_out_of_range():
    """A constant that is negative or not finite raises ValueError, whatever is to be fused."""
    for rankings, constant in itertools.product([[["a"]], [[]], []], [-1, math.nan, math.inf]):
        with pytest.raises(ValueError):
            fuse(rankings, constant=constant)


def test_arguments_stay_as_they_are(inout):
    """Neither the rankings nor the weights are changed."""
    rankings, weights = [["p", "q"], ["q"], ["r", "p"]], [0, 1, 0.5]
    fuse(inout(rankings), weights=inout(weights))
    assert rankings == [["p", "q"], ["q"], ["r", "p"]]
    assert weights == [0, 1, 0.5]
