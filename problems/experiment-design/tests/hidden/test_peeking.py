"""Part 4: looking more than once; small designs by going through every sequence of outcomes."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import constant_limit, sequential

LOOKS = st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True).map(sorted)


def every_run(p, looks, limits):
    """Return the chance to stop and the mean number of units, by going through all runs of the last look's length."""
    p, stops, units = Fraction(p), Fraction(0), Fraction(0)
    for outcomes in itertools.product((0, 1), repeat=looks[-1]):
        chance = math.prod(p if outcome else 1 - p for outcome in outcomes)
        for look, (low, high) in zip(looks, limits, strict=True):
            if not low < sum(outcomes[:look]) < high:
                stops += chance
                units += chance * look
                break
        else:
            units += chance * looks[-1]
    return {"stops": float(stops), "mean_n": float(units)}


@given(LOOKS, st.sampled_from([0.0, 0.125, 0.5, 0.75, 1.0]), st.data())
def test_any_small_design(looks, p, data):
    """The chance to stop and the mean number of units are right for any limits at any looks."""
    limits = [data.draw(st.tuples(st.integers(-3, look), st.integers(0, look + 3))) for look in looks]
    answer = dict(sequential(p, looks, limits))
    assert answer == pytest.approx(every_run(p, looks, limits), rel=1e-6, abs=1e-9)


def test_limits_belong_to_the_stop():
    """A look at which the count is exactly a limit stops; a limit of -1 or of look + 1 never does, nor does one beyond."""
    assert sequential(0.5, [2], [(0, 3)])["stops"] == pytest.approx(0.25)
    assert sequential(0.5, [2], [(-1, 2)])["stops"] == pytest.approx(0.25)
    for limits in ([(-1, 5), (-1, 8)], [(-2, 6), (-4, 9)]):
        answer = dict(sequential(0.5, [4, 7], limits))
        assert answer == pytest.approx({"stops": 0.0, "mean_n": 7.0}, rel=1e-6, abs=1e-9)


def test_who_stopped_does_not_come_back():
    """A run that stopped early takes no more units and is not counted at a later look."""
    answer = sequential(0.25, [1, 3], [(-1, 1), (-1, 1)])
    assert answer["stops"] == pytest.approx(1 - 0.75**3)
    assert answer["mean_n"] == pytest.approx(0.25 * 1 + 0.75 * 3)


def test_two_thousand_units():
    """A design with fifty looks at up to 2,000 units is done within the time of a test, and its chances add up."""
    looks = list(range(40, 2001, 40))
    limits = [(-1, n + 1) for n in looks[:-1]] + [(950, 1050)]
    answer = sequential(0.5, looks, limits)
    expected = 1 - sum(Fraction(math.comb(2000, s), 2**2000) for s in range(951, 1050))
    assert answer["stops"] == pytest.approx(float(expected), rel=1e-6, abs=1e-9)
    assert answer["mean_n"] == pytest.approx(2000, rel=1e-6, abs=1e-9)


def test_looks_that_are_far_apart():
    """A thousand units and more may come between two looks, few runs may go on to the second, and p need not be a half."""
    answer = sequential(0.25, [1, 2000], [(-1, 1), (470, 530)])
    ways_on = sum(math.comb(1999, s) * 3 ** (2000 - s) for s in range(471, 530))
    expected = 1 - Fraction(ways_on, 4**2000)
    assert answer["stops"] == pytest.approx(float(expected), rel=1e-6, abs=1e-9)
    assert answer["mean_n"] == pytest.approx(0.25 * 1 + 0.75 * 2000, rel=1e-6, abs=1e-9)
    answer = dict(sequential(0.5, [24, 2000], [(-1, 1), (-1, 2001)]))
    assert answer == pytest.approx({"stops": 1 - 0.5**24, "mean_n": 24 + 0.5**24 * 1976}, rel=1e-6, abs=1e-9)


def test_peeking_inflates_the_false_alarms():
    """Five looks at a limit meant for one stop a fair coin far more often than one look."""
    looks = [100, 200, 300, 400, 500]
    limits = []
    for n in looks:
        high = next(s for s in range(n) if 2 * s - n >= 1.96 * math.sqrt(n))
        limits.append((n - high, high))
    once, five = sequential(0.5, looks[-1:], limits[-1:])["stops"], sequential(0.5, looks, limits)["stops"]
    assert 0.04 < once < 0.06
    assert 0.12 < five < 0.16


def reaching(square, looks):
    """Return the chance that a fair coin's z, squared, is `square` or more at any look: by counting paths."""
    paths, stopped, before = {0: 1}, Fraction(0), 0
    for look in looks:
        for _ in range(look - before):
            moved = {}
            for successes, count in paths.items():
                for new in (successes, successes + 1):
                    moved[new] = moved.get(new, 0) + count
            paths = moved
        before = look
        over = [s for s in paths if Fraction((2 * s - look) ** 2, look) >= square]
        stopped += Fraction(sum(paths.pop(s) for s in over), 2**look)
    return stopped


def smallest_limit(looks, alpha):
    squares = sorted({Fraction((2 * s - look) ** 2, look) for look in looks for s in range(look + 1)})
    return next((square for square in squares if reaching(square, looks) <= alpha), None)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True).map(sorted), st.sampled_from([0.011, 0.051, 0.31, 0.7]))
def test_the_constant_limit(looks, alpha):
    """The limit is the smallest value that z can take for which the chance at any look is at most alpha, or None."""
    expected, answer = smallest_limit(looks, alpha), constant_limit(looks, alpha)
    if expected is None:
        assert answer is None
    else:
        assert answer is not None
        assert answer == pytest.approx(math.sqrt(expected), rel=1e-6, abs=1e-9)


def test_equal_values_at_different_looks():
    """Values of z that are equal as numbers are one limit: 4 of 4 and 12 of 16 are both 2."""
    for looks, alpha in (([4, 16], 0.18), ([4, 16], 0.13), ([2, 8, 18], 0.52), ([3, 12, 27], 0.26), ([5, 20], 0.065)):
        expected = smallest_limit(looks, alpha)
        assert constant_limit(looks, alpha) == pytest.approx(math.sqrt(expected), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("looks", "alpha"), [([103, 270], 0.075), ([130, 227], 0.026), ([143, 226], 0.0066), ([191, 238], 0.0032)]
)
def test_close_values_at_different_looks(looks, alpha):
    """Values of z that differ are two limits, however close: 79 of 130 is 2.45576, and 132 of 227 is 2.45578."""
    near = values_near(constant_limit(looks, alpha), looks)
    assert any(reaching(here, looks) <= Fraction(alpha) < reaching(below, looks) for below, here in near)


def test_too_few_units_for_the_level():
    """If no value that z can take is rare enough the limit is None; if only the largest is, it is the limit."""
    assert constant_limit([4], 0.1) is None
    assert constant_limit([1, 2, 4], 0.1) is None
    assert constant_limit([5], 0.1) == pytest.approx(math.sqrt(5))
    assert constant_limit([11], 0.0005) is None
    assert constant_limit([6, 12], 0.0005) == pytest.approx(math.sqrt(12))


def test_a_limit_for_three_hundred_units():
    """Ten looks at up to 300 units are planned within the time of a test."""
    looks = list(range(30, 301, 30))
    near = values_near(constant_limit(looks, 0.05), looks)
    assert any(reaching(here, looks) <= Fraction(0.05) < reaching(below, looks) for below, here in near)


def values_near(limit, looks):
    """Return the squares of what z can be, to within the tolerance of a limit, each with the square below it."""
    squares = sorted({Fraction((2 * s - n) ** 2, n) for n in looks for s in range(n + 1)})
    pairs = itertools.pairwise(squares)
    return [(below, here) for below, here in pairs if math.sqrt(here) == pytest.approx(limit, rel=1e-6, abs=1e-9)]


@pytest.mark.parametrize(
    ("p", "looks", "limits"),
    [
        (-0.1, [2], [(0, 2)]),
        (1.1, [2], [(0, 2)]),
        (0.5, [2, 4], [(0, 2)]),
        (0.5, [2], [(0, 2), (0, 2)]),
        (0.5, [], []),
        (0.5, [0], [(0, 2)]),
        (0.5, [3, 3], [(0, 2), (0, 2)]),
        (0.5, [4, 3], [(0, 2), (0, 2)]),
    ],
)
def test_designs_that_make_no_sense(p, looks, limits):
    """A p outside [0, 1], another number of limits than looks, looks that are none or do not increase: ValueError."""
    with pytest.raises(ValueError):
        sequential(p, looks, limits)


def test_limits_that_make_no_sense():
    """A level outside (0, 1), or looks that are none or do not increase, raise ValueError for the limit too."""
    for looks, alpha in (([4], 0.0), ([4], 1.0), ([], 0.1), ([4, 4], 0.1), ([0, 4], 0.1), ([-1], 0.1)):
        with pytest.raises(ValueError):
            constant_limit(looks, alpha)
