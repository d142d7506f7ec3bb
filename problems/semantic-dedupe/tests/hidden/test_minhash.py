"""Signatures, by what is true of all of them: minima over unions, and agreement as often as the sets are similar.

The bound of 0.13 with 512 positions: by Hoeffding's inequality a right one is outside with a chance below 1e-7 for a pair.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import signature

HASHES, BOUND = 512, 0.13
item_sets = st.sets(st.text("abc dé", min_size=1, max_size=6), min_size=1, max_size=8)


def values(items, hashes=HASHES, seed=0):
    return [int(value) for value in signature(items, hashes, seed)]


def share(one, other):
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


@pytest.mark.points(2)
@given(one=item_sets, other=item_sets, seed=st.integers(0, 5))
def test_a_union_has_the_smaller_values(one, other, seed):
    """Position by position, the signature of a union is the smaller of both."""
    both = [min(pair) for pair in zip(values(one, 32, seed), values(other, 32, seed), strict=True)]
    assert values(one | other, 32, seed) == both


@pytest.mark.points(3)
@pytest.mark.parametrize(("shared", "apart"), [(0, 40), (10, 45), (30, 30), (40, 10), (2, 1)])
def test_agreement_is_similarity(shared, apart):
    """The share of equal positions is the similarity of the sets, up to chance, for small and large sets."""
    common = {f"common {number}" for number in range(shared)}
    similarity = shared / (shared + 2 * apart)
    for seed in range(3):
        one = values(common | {f"left {number}" for number in range(apart)}, seed=seed)
        other = values(common | {f"right {number}" for number in range(apart)}, seed=seed)
        assert abs(share(one, other) - similarity) < BOUND


def test_one_set_inside_another():
    """A part of a set agrees with it as often as it is large."""
    whole = {f"item {number}" for number in range(200)}
    for count in (20, 100, 180):
        part = {f"item {number}" for number in range(count)}
        assert abs(share(values(part), values(whole)) - count / 200) < BOUND


def test_the_same_items_in_any_order():
    """The same set has the same signature, however it was put together."""
    names = [f"word {number}" for number in range(50)]
    assert values(set(names)) == values(set(reversed(names))) == values({*names[25:], *names[:25]})


def test_other_seeds_are_other_functions():
    """Another seed gives other functions: their values agree nowhere but by chance."""
    items = {f"item {number}" for number in range(30)}
    assert values(items, seed=3) == values(items, seed=3)
    assert share(values(items, seed=1), values(items, seed=2)) < BOUND


def test_the_seed_is_zero_unless_told():
    """Without a seed the functions are those of seed 0."""
    items = {f"item {number}" for number in range(30)}
    assert [int(value) for value in signature(items, HASHES)] == values(items, seed=0)


def test_positions_are_different_functions():
    """Each position has a function of its own."""
    assert len(set(values({"one item"}))) > HASHES * 0.9


def test_lengths_and_values():
    """Signatures have as many positions as are asked for, from 1, with values from 0 to 2**63 - 1."""
    for hashes in (1, 2, 7, 300):
        found = values({"a", "b"}, hashes)
        assert len(found) == hashes
        assert all(0 <= value < 2**63 for value in found)


def test_nothing_to_sign():
    """An empty set, and fewer than one function, raise ValueError."""
    for items, hashes in ((set(), 4), ({"a"}, 0), ({"a"}, -1)):
        with pytest.raises(ValueError):
            signature(items, hashes)


def test_a_function_depends_on_its_place_and_the_seed_alone():
    """With fewer functions asked for, those that are left are the same ones."""
    items = {f"item {number}" for number in range(30)}
    for seed in (0, 4):
        whole = values(items, 64, seed)
        for hashes in (1, 7, 32):
            assert values(items, hashes, seed) == whole[:hashes]


def test_other_seeds_are_not_the_same_functions_shifted():
    """Another seed has other functions in all positions, not those of the first seed one position on."""
    items = {f"item {number}" for number in range(30)}
    first = values(items, seed=1)
    for seed in (2, 3):
        other = values(items, seed=seed)
        for shift in range(1, 4):
            assert share(first[shift:], other[:-shift]) < BOUND
            assert share(other[shift:], first[:-shift]) < BOUND


def test_no_function_of_one_seed_is_one_of_another():
    """Seeds and places that are joined to one text or number are no other functions: hardly any value of seed 1 is one of seed 11."""
    for one, other in ((1, 11), (2, 21)):
        assert len({*values({"one item"}, seed=one)} & {*values({"one item"}, seed=other)}) < 10


def test_positions_are_independent():
    """Bands of four agree as often as four independent positions do, over forty seeds; a right one is outside with a chance below 1e-14."""
    equal = []
    for seed in range(40):
        one, other = (values({"shared", "too", last}, seed=seed) for last in ("left", "right"))
        equal += [one[begin : begin + 4] == other[begin : begin + 4] for begin in range(0, HASHES, 4)]
    assert abs(sum(equal) / len(equal) - 0.5**4) < 0.03


@pytest.mark.points(2)
def test_the_same_in_every_process(restart):
    """A signature that was stored yesterday fits the one that another process makes today."""
    cases = [({f"word {number}" for number in range(30)}, 64, seed) for seed in (0, 3)]
    cases += [({"one item"}, 2, 12), ({"é", "", "a b c"}, 300, 0)]
    yesterday = [values(*case) for case in cases]
    restart()
    assert [values(*case) for case in cases] == yesterday


def test_every_character_counts():
    """Items that differ in one letter with an accent, in case or in a blank are different items."""
    for one, other in (("café", "cafè"), ("café", "caf"), ("Card", "card"), ("a b", "ab"), ("ab", "ba")):
        assert share(values({one}), values({other})) < BOUND
