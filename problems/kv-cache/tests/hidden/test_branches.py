"""`rewind` and `fork`: what was dropped is gone, and what one decoder does another does not see."""

import numpy as np
import pytest
from definitions import Layer
from hypothesis import given
from hypothesis import strategies as st
from solution import Decoder

SEED = st.integers(0, 10_000)
STEPS = st.lists(
    st.tuples(st.sampled_from(["extend", "extend", "rewind", "fork"]), st.integers(0, 7), st.integers(0, 4)),
    min_size=3,
    max_size=12,
)


class Followed:
    """A decoder, and beside it the text that it should stand for."""

    def __init__(self, layer, decoder, rollback, text=None, longest=0):
        self.layer, self.decoder, self.rollback = layer, decoder, rollback
        self.text = layer.text(0, 0) if text is None else text
        self.longest = longest

    def extend(self, x):
        begin = len(self.text)
        self.text = np.concatenate([self.text, x])
        self.longest = max(self.longest, len(self.text))
        self.layer.agree(self.decoder.extend(x), self.layer.rows(self.text, begin, len(self.text)))
        assert self.decoder.length() == len(self.text)

    def rewind(self, by):
        length = len(self.text) - by
        floor = 0 if self.layer.settings.get("window") is None else max(0, self.longest - self.rollback)
        if length >= floor:
            self.decoder.rewind(length)
            self.text = self.text[:length]
        else:
            with pytest.raises(ValueError):
                self.decoder.rewind(length)
        assert self.decoder.length() == len(self.text)

    def fork(self):
        return Followed(self.layer, self.decoder.fork(), self.rollback, self.text, self.longest)


def begin(layer, rollback=0):
    return Followed(layer, Decoder(*layer.weights, **layer.settings, rollback=rollback), rollback)


def follow(layer, rollback, steps):
    """Do the steps on whichever decoder each of them names, and then add two positions to every one."""
    followed = [begin(layer, rollback)]
    for number, (step, which, amount) in enumerate(steps):
        one = followed[which % len(followed)]
        if step == "extend":
            one.extend(layer.text(number, amount))
        elif step == "rewind":
            one.rewind(amount)
        else:
            followed.append(one.fork())
    for number, one in enumerate(followed):
        one.extend(layer.text(100 + number, 2))


@pytest.mark.points(3)
@given(steps=STEPS, rollback=st.integers(0, 3), seed=SEED)
def test_any_steps(steps, rollback, seed):
    """Any order of extending, rewinding and forking, without a window: there `rollback` limits nothing."""
    follow(Layer(seed), rollback, steps)


@pytest.mark.points(3)
@given(steps=STEPS, window=st.integers(1, 5), rollback=st.integers(0, 5), seed=SEED)
def test_any_steps_with_a_window(steps, window, rollback, seed):
    """The same with a window, where going back further than agreed is a ValueError that changes nothing."""
    follow(Layer(seed, window=window), rollback, steps)


def test_drafts_that_are_taken_back():
    """Thirty rounds of four drafted positions of which some are taken back, with a window of six."""
    layer = Layer(61, window=6)
    one = begin(layer, rollback=4)
    one.extend(layer.text(62, 11))
    for turn in range(30):
        one.extend(layer.text(100 + turn, 4))
        one.rewind(turn % 5)


def test_going_back_twice():
    """How far one may go back counts from the longest that the text ever was, not from where it is now."""
    one = begin(Layer(63, window=3), rollback=4)
    one.extend(one.layer.text(64, 12))
    one.rewind(3)
    one.rewind(1)
    one.rewind(1)
    one.extend(one.layer.text(65, 2))
    one.rewind(2)
    one.rewind(3)
    one.extend(one.layer.text(66, 5))
    one.rewind(4)


@pytest.mark.parametrize("climb", [1, 2])
def test_a_second_climb_that_stays_below_the_first(climb):
    """The longest that the text ever was stays that, although it was taken back, grew less far, and is taken back again."""
    one = begin(Layer(64, window=2), rollback=4)
    one.extend(one.layer.text(65, 9))
    for turn in range(2):
        one.rewind(4)
        one.extend(one.layer.text(66 + turn, climb))
    one.rewind(climb)
    one.rewind(1)
    one.extend(one.layer.text(69, 2))


def test_as_far_back_as_agreed():
    """After single steps, the last positions that may be taken back leave a whole window for the next one."""
    one = begin(Layer(58, window=4), rollback=3)
    for step in range(12):
        one.extend(one.layer.text(59 + step, 1))
    one.rewind(3)
    one.extend(one.layer.text(60, 1))


def test_without_a_window_any_length_can_be_had_back():
    """Back to the middle, to the beginning, and on with another text, whatever `rollback` says."""
    one = begin(Layer(67), rollback=2)
    one.extend(one.layer.text(68, 30))
    one.rewind(17)
    one.extend(one.layer.text(69, 3))
    one.rewind(16)
    one.extend(one.layer.text(70, 6))


@pytest.mark.parametrize("window", [None, 4])
def test_siblings(window):
    """Forks of one text go on differently, and so does the one that they came from."""
    layer = Layer(71, window=window)
    first = begin(layer, rollback=2)
    first.extend(layer.text(72, 9))
    siblings = [first, first.fork(), first.fork()]
    siblings.append(siblings[1].fork())
    for turn in range(4):
        for number, one in enumerate(siblings):
            one.extend(layer.text(100 * turn + number, 1 + turn % 2))


@pytest.mark.parametrize("scale", [1, 30])
def test_a_fork_that_goes_back_and_on(scale):
    """One of two rewinds into what they share, a little or far, and writes something else; the other still has its own."""
    layer = Layer(73)
    for goes_back in (1, 0):
        pair = [begin(layer)]
        pair[0].extend(layer.text(74, 10 * scale))
        pair.append(pair[0].fork())
        one, other = pair[goes_back], pair[1 - goes_back]
        one.rewind(4 * scale)
        one.extend(layer.text(75, 4 * scale))
        other.extend(layer.text(76, 2))
        other.rewind(3 * scale + 2)
        other.extend(layer.text(77, 3))
        one.extend(layer.text(78, 2))


def test_the_longest_before_a_fork_counts():
    """A fork may go back as far as the one that it came from, which had been longer, and not further."""
    one = begin(Layer(86, window=3), rollback=4)
    one.extend(one.layer.text(87, 12))
    one.rewind(3)
    other = one.fork()
    other.rewind(1)
    other.rewind(1)  # ValueError
    other.extend(one.layer.text(88, 3))


def test_each_fork_has_its_own_longest():
    """That one grows takes nothing from how far the other may go back, either way round."""
    layer = Layer(89, window=3)
    for grows in (0, 1):
        one = begin(layer, rollback=4)
        one.extend(layer.text(90, 9))
        pair = [one, one.fork()]
        pair[grows].extend(layer.text(91, 6))
        pair[1 - grows].rewind(4)
        pair[1 - grows].extend(layer.text(92, 2))


def test_forks_keep_the_settings():
    """A fork has the base, the window and the heads of the one that it came from."""
    layer = Layer(93, num_kv_heads=1, window=5, base=20.0)
    one = begin(layer, rollback=1)
    one.extend(layer.text(94, 7))
    other = one.fork()
    other.extend(layer.text(95, 6))
    one.extend(layer.text(96, 3))


def test_a_long_line_of_forks():
    """A beam search forks at each step: 1,100 forks of forks."""
    layer = Layer(79)
    one = begin(layer)
    one.extend(layer.text(80, 3))
    x = layer.text(81, 1100)
    decoder = one.decoder
    for step in range(1100):
        decoder = decoder.fork()
        result = decoder.extend(x[step : step + 1])
    whole = np.concatenate([one.text, x])
    layer.agree(result, layer.rows(whole, 1102, 1103))
    assert (one.decoder.length(), decoder.length()) == (3, 1103)


@pytest.mark.parametrize("length", [-1, 7, 100])
def test_lengths_that_it_never_had(length):
    """Rewinding to less than nothing or to more than there is: ValueError, and nothing changes."""
    layer = Layer(82)
    one = begin(layer)
    one.extend(layer.text(83, 6))
    with pytest.raises(ValueError):
        one.decoder.rewind(length)
    one.extend(layer.text(84, 2))


@pytest.mark.parametrize("window", [4, None])
def test_nothing_comes_back(window):
    """A length that the text had, and has no more, is a ValueError."""
    one = begin(Layer(98, window=window), rollback=3)
    one.extend(one.layer.text(99, 9))
    one.rewind(3)
    for length in (7, 9):
        with pytest.raises(ValueError):
            one.decoder.rewind(length)
        assert one.decoder.length() == 6
    one.extend(one.layer.text(97, 2))


@pytest.mark.parametrize("window", [4, None])
def test_rollback_below_zero(window):
    """A negative rollback is a ValueError, with a window and without."""
    layer = Layer(85, window=window)
    with pytest.raises(ValueError):
        Decoder(*layer.weights, **layer.settings, rollback=-1)
