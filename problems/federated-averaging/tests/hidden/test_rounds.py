"""`run_round` without noise: the average, the caps, and clients that fail or lie."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import run_round

NUMBER = st.floats(-8, 8, allow_nan=False)


def answering(update, count):
    """Return a client that gives this answer."""
    return lambda weights: (update, count)


def failing(error):
    def client(weights):
        raise error

    return client


def average(weights, answers, clip, max_count):
    """Compute the new weights from (update, count) pairs, number by number."""
    total, influence = [0.0] * len(weights), 0.0
    for update, count in answers:
        length = math.sqrt(math.fsum(value**2 for value in update))
        factor = clip / length if length > clip else 1.0
        share = count / max_count if count < max_count else 1.0
        total = [sofar + share * factor * value for sofar, value in zip(total, update, strict=True)]
        influence += share
    return [old + sofar / influence for old, sofar in zip(weights, total, strict=True)]


@st.composite
def rounds(draw):
    dim = draw(st.integers(1, 4))
    vectors = st.lists(NUMBER, min_size=dim, max_size=dim)
    answers = draw(st.lists(st.tuples(vectors, st.integers(1, 300)), min_size=1, max_size=6))
    return draw(vectors), answers, draw(st.floats(0.1, 12)), draw(st.integers(1, 200))


@pytest.mark.points(3)
@given(case=rounds())
def test_average_of_clipped_updates(case):
    """The new weights move by the average of the clipped updates, weighted by capped counts."""
    weights, answers, clip, max_count = case
    clients = {f"client {number}": answering(np.array(update), count) for number, (update, count) in enumerate(answers)}
    found, report = run_round(np.array(weights), clients, clip=clip, max_count=max_count)
    np.testing.assert_allclose(found, average(weights, answers, clip, max_count), rtol=1e-9, atol=1e-9)
    assert report == {"used": list(clients), "dropped": [], "rejected": []}


@pytest.mark.parametrize("max_count", [1, 10, 40, 1000])
def test_counts_weigh_up_to_the_cap(max_count):
    """A client with three times the rows weighs three times as much, up to `max_count`."""
    clients = {"small": answering(np.array([1.0]), 10), "large": answering(np.array([-1.0]), 30)}
    found, _ = run_round(np.array([5.0]), clients, clip=2.0, max_count=max_count)
    small, large = min(10, max_count), min(30, max_count)
    np.testing.assert_allclose(found, [5 + (small - large) / (small + large)], rtol=1e-9)


def test_a_liar_is_bounded():
    """A client with an enormous update and an enormous count moves the sum by the clip at most."""
    honest = {f"h{number}": answering(np.array([0.25, 0.0]), 50) for number in range(3)}
    liar = {"liar": answering(np.array([3e90, -4e90]), 10**15)}
    found, report = run_round(np.zeros(2), honest | liar, clip=1.0, max_count=50)
    np.testing.assert_allclose(found, [(0.75 + 0.6) / 4, -0.8 / 4], rtol=1e-9)
    assert report["used"] == ["h0", "h1", "h2", "liar"]


def test_updates_at_the_clip_and_of_zero():
    """An update as long as the clip stays as it is, and so does one of zeros."""
    clients = {"a": answering(np.array([3.0, 4.0]), 9), "b": answering(np.zeros(2), 9)}
    found, _ = run_round(np.zeros(2), clients, clip=5.0, max_count=9)
    np.testing.assert_allclose(found, [1.5, 2.0], rtol=1e-9)


def test_clients_that_are_away_are_dropped():
    """ConnectionError, TimeoutError and their subclasses drop a client; the others make the average."""

    class GatewayTimeout(TimeoutError):
        pass

    clients = {
        "a": failing(ConnectionError("down")),
        "b": answering(np.array([1.0, 0.0]), 5),
        "c": failing(GatewayTimeout("slow")),
        "d": failing(ConnectionResetError("gone")),
        "e": answering(np.array([0.0, 1.0]), 5),
        "f": failing(TimeoutError("slow")),
    }
    found, report = run_round(np.zeros(2), clients, clip=3.0, max_count=100)
    np.testing.assert_allclose(found, [0.5, 0.5], rtol=1e-9)
    assert report == {"used": ["b", "e"], "dropped": ["a", "c", "d", "f"], "rejected": []}


@pytest.mark.parametrize("kind", [RuntimeError, PermissionError, OSError, ValueError, KeyError])
def test_other_errors_pass_through(kind):
    """What else a client raises is not hidden."""
    clients = {"a": answering(np.array([1.0]), 5), "b": failing(kind("broken"))}
    with pytest.raises(kind):
        run_round(np.zeros(1), clients, clip=1.0, max_count=10)


UNUSABLE = {
    "too short": ([1.0], 5),
    "too long": (np.ones(3), 5),
    "a number": (1.0, 5),
    "a row": (np.ones((1, 2)), 5),
    "a column": (np.ones((2, 1)), 5),
    "nan": (np.array([1.0, np.nan]), 5),
    "infinite": (np.array([-np.inf, 1.0]), 5),
    "no rows": (np.ones(2), 0),
    "negative rows": (np.ones(2), -3),
    "half a row": (np.ones(2), 2.5),
    "rows as a float": (np.ones(2), 5.0),
    "rows as a numpy float": (np.ones(2), np.float64(7.0)),
    "rows in words": (np.ones(2), "5"),
    "rows unknown": (np.ones(2), None),
    "nan rows": (np.ones(2), math.nan),
}


@pytest.mark.parametrize("answer", UNUSABLE.values(), ids=list(UNUSABLE))
def test_answers_that_are_none_are_rejected(answer):
    """An update of another shape or with numbers that are not finite, or a count that is none, is rejected."""
    clients = {
        "good": answering(np.array([0.5, 0.25]), 5),
        "bad": answering(*answer),
        "fine": answering([0.5, 0.75], 5),
    }
    found, report = run_round(np.ones(2), clients, clip=9.0, max_count=10)
    np.testing.assert_allclose(found, [1.5, 1.5], rtol=1e-9)
    assert report == {"used": ["good", "fine"], "dropped": [], "rejected": ["bad"]}


def test_answers_of_several_types():
    """Updates may be lists or arrays of any precision, counts `int` or `np.int64`; all is computed with float64."""
    answers = [
        ([1, 2], np.int64(5)),
        (np.array([60_000, -80_000], dtype=np.int32), 5),
        (np.array([3.1, 5.3], dtype=np.float32), np.int64(3)),
        (np.array([3e30, 4e30], dtype=np.float32), 70),
    ]
    clients = {f"client {number}": answering(*answer) for number, answer in enumerate(answers)}
    found, report = run_round(np.zeros(2), clients, clip=9.0, max_count=10)
    exact = [([float(value) for value in update], int(count)) for update, count in answers]
    np.testing.assert_allclose(found, average([0.0, 0.0], exact, 9.0, 10), rtol=1e-9)
    assert report["used"] == list(clients)


def test_one_weight_takes_a_vector_of_one_number():
    """Where there is one weight, neither a number nor a matrix is an update, but a vector of one number is."""
    updates = {
        "number": 1.0,
        "array": np.array(1.0),
        "matrix": np.ones((1, 1)),
        "two": [1.0, 1.0],
        "none": [],
        "vector": [0.5],
    }
    found, report = run_round(
        np.ones(1), {name: answering(update, 5) for name, update in updates.items()}, clip=9.0, max_count=10
    )
    np.testing.assert_allclose(found, [1.5], rtol=1e-9)
    assert report == {"used": ["vector"], "dropped": [], "rejected": ["number", "array", "matrix", "two", "none"]}


def test_each_client_is_called_once_with_the_weights():
    """Clients are called once each, in order, with the weights of the round and nothing else."""
    calls = []

    def client(name):
        def train(*given):
            calls.append((name, [np.array(each) for each in given]))
            if name == "c":
                raise TimeoutError("slow")
            return np.array([0.5, -0.5]), 3

        return train

    run_round(np.array([1.0, 2.0]), {name: client(name) for name in "dacb"}, clip=1.0, max_count=3)
    assert [name for name, _ in calls] == list("dacb")
    for _, given in calls:
        assert len(given) == 1
        np.testing.assert_array_equal(given[0], [1.0, 2.0])


@pytest.mark.parametrize("least", [1, 2, 3, 4, 5])
def test_too_few_clients(least):
    """Fewer used clients than `min_clients` raise ValueError, after all were called; as many are enough."""
    called = []

    def client(name, answer):
        def train(weights):
            called.append(name)
            if answer is None:
                raise ConnectionError("down")
            return answer

        return train

    answers = {"a": (np.ones(1), 5), "b": None, "c": (np.ones(1), 0), "d": (np.zeros(1), 5)}
    clients = {name: client(name, answer) for name, answer in answers.items()}
    if least > 2:
        with pytest.raises(ValueError):
            run_round(np.zeros(1), clients, clip=1.0, max_count=10, min_clients=least)
    else:
        found, _ = run_round(np.zeros(1), clients, clip=1.0, max_count=10, min_clients=least)
        np.testing.assert_allclose(found, [0.5], rtol=1e-9)
    assert called == ["a", "b", "c", "d"]


def test_nobody_there():
    """Without clients, or with none that can be used, there is no round."""
    with pytest.raises(ValueError):
        run_round(np.zeros(1), {}, clip=1.0, max_count=10)
    with pytest.raises(ValueError):
        run_round(np.zeros(1), {"a": failing(TimeoutError("slow"))}, clip=1.0, max_count=10)


def test_weights_stay_as_they_are(inout):
    """The weights that were passed in are not changed."""
    weights = np.array([1.0, 2.0])
    found, _ = run_round(inout(weights), {"a": answering(np.array([1.0, 1.0]), 5)}, clip=9.0, max_count=5)
    np.testing.assert_array_equal(weights, [1.0, 2.0])
    np.testing.assert_allclose(found, [2.0, 3.0], rtol=1e-9)
