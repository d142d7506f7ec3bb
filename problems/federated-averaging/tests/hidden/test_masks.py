"""Masks: sums come out, and nothing else does. Random limits are 6.5 standard errors: one in ten billion each."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import correction, mask, unmask

SIZE = 4096
MODULUS = 2**32
NAMES = ["a", "b", "c", "B", "ab", "practice 10", "practice 9", "Ärzte"]


def check_random(words):
    """Check that words look like independent, uniform 32-bit numbers: bits, high and low parts, and neighbours."""
    words = np.asarray(words, dtype=np.uint64) % MODULUS
    assert len(words) == SIZE
    neighbours = words[1:] ^ words[:-1]
    far = words[SIZE // 2 :] ^ words[: SIZE // 2]
    for stream in (words, neighbours, far):
        limit = 6.5 * math.sqrt(len(stream)) / 2
        for bit in range(32):
            ones = int(((stream >> np.uint64(bit)) & np.uint64(1)).sum())
            assert abs(ones - len(stream) / 2) < limit, f"bit {bit} is not random"
    for part in (words >> np.uint64(28), words & np.uint64(15)):
        counts = np.bincount(part.astype(np.int64), minlength=16)
        assert np.abs(counts - SIZE / 16).max() < 6.5 * math.sqrt(SIZE / 16 * 15 / 16)


def difference(one, other):
    return (np.asarray(one, dtype=np.uint64) + MODULUS - np.asarray(other, dtype=np.uint64)) % MODULUS


def total(several):
    return np.sum([np.asarray(each, dtype=np.uint64) for each in several], axis=0) % MODULUS


class Practices:
    """The clients of a round, with a seed for each pair, and the messages and corrections that leave them."""

    def __init__(self, names, seed):
        rng = np.random.default_rng(seed)
        self.names = list(names)
        pairs = {pair: int(rng.integers(0, 2**32)) for pair in combinations(self.names, 2)}
        self.seeds = {
            me: {
                peer: pairs.get((me, peer), pairs.get((peer, me))) for peer in rng.permutation(self.names) if peer != me
            }
            for me in self.names
        }
        self.seeds = {me: {str(peer): seed for peer, seed in peers.items()} for me, peers in self.seeds.items()}

    def messages(self, updates, round_number):
        return {name: mask(updates[name], name, self.seeds[name], round_number) for name in self.names}

    def corrections(self, dropped, round_number, size):
        left = [name for name in self.names if name not in dropped]
        return {name: correction(name, self.seeds[name], list(dropped), round_number, size) for name in left}


def check_sum(found, updates):
    expected = np.sum([np.asarray(each, dtype=np.float64) for each in updates], axis=0)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=0, atol=len(updates) * 2**-16 + 1e-9)


@st.composite
def cases(draw, fewest):
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=fewest, max_size=6))
    rng = np.random.default_rng(draw(st.integers(0, 100_000)))
    span = draw(st.sampled_from([0.001, 1.0, 99.9]))
    updates = {name: rng.uniform(-span, span, draw(st.just(3))) for name in names}
    return Practices(names, draw(st.integers(0, 1000))), updates, draw(st.integers(0, 10**6))


@pytest.mark.points(3)
@given(case=cases(2))
def test_masks_cancel_in_the_sum(case):
    """When all messages arrive, the sum of the updates comes out."""
    practices, updates, round_number = case
    check_sum(unmask(practices.messages(updates, round_number), {}), list(updates.values()))


@pytest.mark.points(3)
@given(case=cases(3), data=st.data())
def test_the_sum_of_those_who_got_through(case, data):
    """When messages are lost, corrections of the others open the sum of theirs."""
    practices, updates, round_number = case
    most = len(practices.names) - 2
    dropped = data.draw(st.lists(st.sampled_from(practices.names), unique=True, min_size=1, max_size=most))
    messages = practices.messages(updates, round_number)
    arrived = {name: messages[name] for name in practices.names if name not in dropped}
    corrections = practices.corrections(dropped, round_number, 3)
    for given_help in (corrections, dict(reversed(corrections.items()))):
        check_sum(unmask(arrived, given_help), [updates[name] for name in arrived])


def test_many_clients():
    """Forty clients with the largest numbers, positive and negative, add up, with losses too."""
    practices = Practices([f"p{number}" for number in range(40)], 4)
    updates = {name: np.array([100.0, -100.0, number / 64]) for number, name in enumerate(practices.names)}
    messages = practices.messages(updates, 12)
    check_sum(unmask(messages, {}), list(updates.values()))
    lost = practices.names[5:9]
    arrived = {name: words for name, words in messages.items() if name not in lost}
    check_sum(unmask(arrived, practices.corrections(lost, 12, 3)), [updates[name] for name in arrived])


@pytest.mark.points(2)
def test_clients_run_on_different_machines(restart):
    """Masks cancel although messages, and corrections, come from several processes."""
    practices = Practices(["a", "b", "c", "d"], 13)
    updates = {name: np.array([number + 0.5, -99.0]) for number, name in enumerate(practices.names)}
    messages = {}
    for name in practices.names:
        messages[name] = mask(updates[name], name, practices.seeds[name], 8)
        if name in "bc":
            restart()
    check_sum(unmask(messages, {}), list(updates.values()))
    arrived = {name: messages[name] for name in ("a", "c")}
    restart()
    check_sum(unmask(arrived, practices.corrections(["b", "d"], 8, 2)), [updates[name] for name in arrived])


def test_small_numbers_are_rounded_and_not_cut():
    """A number that is no multiple of 2**-16 may be off by 2**-16 at most, in both directions, list or array."""
    one = mask([3.1e-6, -3.1e-6, 0.3], "a", {"b": 5}, 0)
    other = mask(np.array([0.0, 0.0, -0.1], dtype=np.float32), "b", {"a": 5}, 0)
    np.testing.assert_allclose(unmask({"a": one, "b": other}, {}), [0, 0, 0.2], atol=2.01 * 2**-16)


def test_what_leaves_is_words():
    """Messages and corrections are one-dimensional uint32 arrays of the update's length, the sum is float64."""
    for size in (3, 7, 5):
        message = mask(np.zeros(size), "a", {"b": 2**32 - 1, "c": 0}, 2**32 - 1)
        assert (message.dtype, message.shape) == (np.uint32, (size,))
        given_help = correction("a", {"b": 2**32 - 1, "c": 0}, ["c"], 2**32 - 1, size)
        assert (given_help.dtype, given_help.shape) == (np.uint32, (size,))
    assert unmask({"a": message, "b": mask(np.zeros(5), "b", {"a": 1, "c": 0}, 1)}, {}).dtype == np.float64


@pytest.mark.parametrize("peers", [1, 2, 5])
@pytest.mark.parametrize("value", [0.0, 1.0, -100.0])
def test_a_message_looks_random(peers, value):
    """A single message looks random, with one peer or several, whatever the update is."""
    seeds = {f"p{number}": 1000 + number for number in range(peers)}
    check_random(mask(np.full(SIZE, value), "me", seeds, 3))


def test_messages_of_some_look_random():
    """The sum of the messages of any clients looks random, as long as one is missing."""
    practices = Practices(["a", "b", "c", "d"], 7)
    messages = practices.messages({name: np.zeros(SIZE) for name in practices.names}, 5)
    for count in (1, 2, 3):
        for some in combinations(practices.names, count):
            check_random(total([messages[name] for name in some]))
    check_random(difference(messages["a"], messages["b"]))


@pytest.mark.points(2)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((50, 3), (50, 4)),
        ((50, 3), (51, 3)),
        ((50, 3), (51, 2)),
        ((50, 3), (3, 50)),
        ((50, 0), (0, 50)),
        ((12, 5), (5, 12)),
        ((1, 11), (11, 1)),
        ((5, 126), (512, 6)),
        ((9, 2**16 + 6), (9, 6)),
        ((50_920_847, 2_971_215_076), (4, 3)),
    ],
    ids=[
        "next round",
        "next seed",
        "same sum",
        "swapped",
        "swapped with zero",
        "same product",
        "swapped, with the same digits",
        "same digits",
        "same low bits of the round",
        "same multiple of the golden ratio, modulo 2**64",
    ],
)
def test_a_mask_is_used_once(one, other):
    """Masks of other rounds or seeds have nothing to do with each other, and none is another one, moved along."""
    first, second = (mask(np.zeros(SIZE), "me", {"peer": seed}, round_number) for seed, round_number in (one, other))
    check_random(difference(first, second))
    check_random(total([first, second]))
    assert len(np.intersect1d(first, second)) < 4


def test_seed_and_round_make_a_mask_together():
    """From one round to the next, masks of two seeds do not change alike: what one pair knows says nothing of another."""
    cases = [(50, 3), (50, 4), (51, 3), (51, 4)]
    one, later, other, both = (mask(np.zeros(SIZE), "me", {"peer": seed}, number) for seed, number in cases)
    for several in ((one, both, later, other), (one, other, later, both), (one, later, other, both)):
        check_random(difference(total(several[:2]), total(several[2:])))
    check_random(total([one, later, other, both]))
    check_random(one ^ later ^ other ^ both)


def test_long_masks_do_not_overlap():
    """Of masks of a hundred thousand words, no two words in a row are in another round's or another seed's mask."""
    pairs = []
    for seed, round_number in ((50, 0), (50, 1), (50, 2), (51, 1)):
        words = np.asarray(mask(np.zeros(2**17), "me", {"peer": seed}, round_number), dtype=np.uint64)
        pairs.append(words[:-1] << np.uint64(32) | words[1:])
    for one, other in combinations(pairs, 2):
        assert not len(np.intersect1d(one, other))


def test_seed_and_round_stay_apart():
    """Whatever place the round is put in the seed, or the seed in the round, there are no two alike."""
    places = [8, 10, 16, 31, 33, 37, 64, 100, 101, 128, 131, 256, 997, 1000, 1009, 1024, 4096, 7919, 9973, 10**4]
    places += [2**16, 65_537, 10**5, 2**20, 10**6, 1_000_003, 2**24, 10**7, 10**8, 10**9, 10**9 + 7, 2**30]
    places += [2**31 - 1, 2**31, 2_654_435_761, 2_654_435_769]
    cases = {(5, 3), (3, 5), *((4, place + 3) for place in places), *((place + 3, 4) for place in places)}
    cases |= {(6, 1), (1, 6), *((0, place ^ 6) for place in places), *((place ^ 6, 0) for place in places)}
    masks = {np.asarray(mask(np.zeros(16), "me", {"peer": seed}, number)).tobytes() for seed, number in cases}
    assert len(masks) == len(cases)


def test_large_seeds_differ_to_the_last_bit():
    """Seeds that differ in their highest or lowest bit only make other masks."""
    messages = [mask(np.zeros(SIZE), "me", {"peer": seed}, 1) for seed in (2**31 + 8, 8, 2**31 + 9, 2**16 + 8)]
    for one, other in combinations(messages, 2):
        check_random(difference(one, other))


def test_two_peers_with_equal_seeds():
    """One client's masks for two peers do not undo each other, whatever their names, where the seeds differ."""
    for names in (("a", "z"), ("z", "a"), ("m1", "n1")):
        check_random(mask(np.zeros(SIZE), "n", dict(zip(names, (8, 9), strict=True)), 2))


@pytest.mark.points(2)
def test_corrections_look_random():
    """Corrections, their sums, and their differences between rounds and between losses look random."""
    practices = Practices(["a", "b", "c", "d", "e"], 9)
    lost_d = practices.corrections(["d"], 4, SIZE)
    lost_e = practices.corrections(["e"], 4, SIZE)
    later = practices.corrections(["d"], 5, SIZE)
    check_random(lost_d["a"])
    check_random(total([lost_d["a"], lost_d["b"]]))
    check_random(total(lost_d.values()))
    check_random(difference(lost_d["a"], later["a"]))
    check_random(difference(lost_d["a"], lost_e["a"]))
    check_random(practices.corrections(["d", "e"], 4, SIZE)["b"])


@pytest.mark.points(2)
def test_a_correction_does_not_open_a_message():
    """A client's message and its correction together, added or subtracted, still look random, of one or of two clients."""
    practices = Practices(["a", "b", "c", "d"], 10)
    messages = practices.messages({name: np.zeros(SIZE) for name in practices.names}, 6)
    given_help = practices.corrections(["d"], 6, SIZE)
    for name in "abc":
        check_random(total([messages[name], given_help[name]]))
        check_random(difference(messages[name], given_help[name]))
    check_random(difference(total([messages["a"], messages["b"]]), total([given_help["a"], given_help["b"]])))
    check_random(total([messages["a"], messages["b"], given_help["a"], given_help["b"]]))


def test_the_update_does_not_change_the_mask_of_others():
    """Two messages with different updates, all else equal, sum up to what their updates do."""
    updates = {"a": np.array([1.0, 2.0]), "b": np.array([-4.0, 0.5]), "c": np.array([0.25, 8.0])}
    practices = Practices(list(updates), 11)
    messages = practices.messages(updates, 1)
    resent = mask([10.0, 20.0], "a", practices.seeds["a"], 1)
    check_sum(unmask(messages | {"a": resent}, {}), [[10.0, 20.0], updates["b"], updates["c"]])


def test_large_sums():
    """A sum far beyond what one update may hold is exact, upwards and downwards."""
    names = [f"practice {number}" for number in range(170)]
    updates = {name: np.array([100.0, -100.0]) for name in names}
    check_sum(unmask(Practices(names, 12).messages(updates, 3), {}), list(updates.values()))


@pytest.mark.parametrize(
    "bad", [[100.5], [100.000001], [0.0, -101.0], [math.nan], [0.0, math.inf], [[1.0, 2.0]], 1.0], ids=str
)
def test_updates_that_do_not_fit(bad):
    """An update that is no vector, or has numbers beyond 100 or not finite, raises ValueError."""
    with pytest.raises(ValueError):
        mask(np.array(bad), "a", {"b": 1, "c": 2}, 3)


def test_nobody_to_hide_behind():
    """Without peers, or with all of them dropped, nothing leaves."""
    with pytest.raises(ValueError):
        mask(np.array([1.0]), "a", {}, 3)
    with pytest.raises(ValueError):
        correction("a", {"b": 1, "c": 2}, ["c", "b"], 3, 1)
    with pytest.raises(ValueError):
        correction("a", {"b": 1}, ["b"], 3, 1)


def test_unknown_names_cannot_have_dropped_out():
    """A correction for somebody who is no peer raises KeyError."""
    with pytest.raises(KeyError):
        correction("a", {"b": 1, "c": 2}, ["d"], 3, 1)
    with pytest.raises(KeyError):
        correction("a", {"b": 1, "c": 2, "d": 3}, ["b", "e"], 3, 1)


def test_what_cannot_be_opened():
    """No messages, arrays of several lengths, or corrections of others than the messages raise ValueError."""
    one, two, three = (np.zeros(size, dtype=np.uint32) for size in (1, 2, 3))
    for messages, corrections in (
        ({}, {}),
        ({"a": two, "b": three}, {}),
        ({"a": two, "b": one}, {}),
        ({"a": one, "b": one}, {"a": two, "b": two}),
        ({"a": two, "b": two}, {"a": two, "b": three}),
        ({"a": two, "b": two}, {"a": three, "b": three}),
        ({"a": two, "b": two}, {"a": two}),
        ({"a": two, "b": two}, {"a": two, "b": two, "c": two}),
        ({"a": two, "b": two}, {"a": two, "c": two}),
    ):
        with pytest.raises(ValueError):
            unmask(messages, corrections)


def test_updates_stay_as_they_are(inout):
    """`mask` does not change the update, `unmask` does not change messages."""
    update = np.array([1.5, -2.5])
    one = mask(inout(update), "a", {"b": 1}, 3)
    np.testing.assert_array_equal(update, [1.5, -2.5])
    before = one.copy()
    unmask({"a": inout(one), "b": mask([0.0, 0.0], "b", {"a": 1}, 3)}, {})
    np.testing.assert_array_equal(one, before)
