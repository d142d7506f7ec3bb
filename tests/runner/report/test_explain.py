"""Messages as the judge wrote them, and what is said of each."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model import Verdict
from runner.plain import visible
from runner.report import explain, explained_text
from tests.runner.report.builders import a_test


@pytest.fixture(scope="module")
def ended() -> Iterator[None]:
    """Make a failure of what would otherwise go on for hours."""

    def too_long(*_: object) -> None:
        raise AssertionError("a message keeps the reader busy")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


NUMPY = """AssertionError: 
Not equal to tolerance rtol=1e-08, atol=1e-08

Mismatched elements: 2 / 8 (25%)
Mismatch at indices:
 [0, 0, 0]: 0.030655316263781016 (ACTUAL), -0.15922500991447772 (DESIRED)
 [0, 0, 1]: 0.44665156287259544 (ACTUAL), 0.5408455846858077 (DESIRED)
Max absolute difference among violations: 0.18988033
 ACTUAL: array([[[ 0.030655,  0.446652],
        [-0.159225,  0.540846]],
...
 DESIRED: array([[[-0.159225,  0.540846],
...
tests/hidden/test_masks.py:20: np.testing.assert_allclose(result, expected, rtol=1e-8, atol=1e-8)"""  # noqa: W291
APPROX = """AssertionError: f_beta
assert 0.6481 == 0.4321 ± 1.0e-09
  
  comparison failed
  Obtained: 0.6481
  Expected: 0.4321 ± 1.0e-09
tests/hidden/test_rates.py:60: assert rates[key] == pytest.approx(value, rel=1e-9, abs=1e-9), key"""  # noqa: W293
APPROX_OF_MANY = """assert {'ppv': 0.420...1627809200975} == approx({'ppv'...44 ± 3.2e-07})
  
  comparison failed. Mismatched elements: 1 / 3:
  Max absolute difference: 0.10741356461915708
  Max relative difference: 0.33593065797559907
  Index  | Obtained           | Expected                     
  f_beta | 0.4271627809200975 | 0.31974921630094044 ± 3.2e-07
tests/hidden/test_averages.py:148: assert averages["macro"] == pytest.approx({})"""  # noqa: W291, W293
CALL = """assert {'threshold': 0.4, 'tp': 5} is None
 +  where {'threshold': 0.4, 'tp': 5} = choose_threshold([1, 0], [0.9, 0.4], min_tpr=0.5)
tests/hidden/test_operating_point.py:166: assert choose_threshold(truth, scores, min_tpr=0.5) is None"""
RAISED = """ValueError: zero-size array to reduction operation maximum which has no identity

in the submission:
  File "/tmp/box18/guest-29/submission/solution.py", line 66, in blockwise_attention
    new_top = np.maximum(top, scores.max(axis=-1, keepdims=True))
  File "/usr/lib/python3/dist-packages/numpy/_core/_methods.py", line 41, in _amax
    return umr_maximum(a, axis, None, out, keepdims, initial, where)

tests/hidden/test_masks.py:178: result = blockwise_attention(q, k, v)"""
FALSE = """assert np.False_
 +  where np.False_ = <built-in method all of numpy.ndarray object at 0x7fc9fdea9110>()
tests/hidden/test_stability.py:27: assert np.isfinite(result).all()"""
ITEMS = """assert {'ppv': 3, 't..., 'f_beta': 2} == {'ppv': 3, 't..., 'f_beta': 4}
  
  Omitting 2 identical items, use -vv to show
  Differing items:
  {'f_beta': 2} != {'f_beta': 4}
  Use -v to get more diff
tests/hidden/test_averages.py:143: assert report["defined"] == {}"""  # noqa: W293
SYNTAX = """it could not be imported: File "solution.py", line 29
    return (softmax(scores) @ v
           ^
SyntaxError: '(' was never closed"""


@pytest.mark.parametrize(
    ("message", "came", "expected"),
    [
        (NUMPY, "0.030655316263781016 at index [0, 0, 0]", "-0.15922500991447772"),
        (APPROX, "0.6481 (f_beta)", "0.4321 ± 1.0e-09"),
        (APPROX_OF_MANY, "0.4271627809200975 at f_beta", "0.31974921630094044 ± 3.2e-07"),
        (ITEMS, "{'f_beta': 2}", "{'f_beta': 4}"),
        ("assert [2] == [3]\n  \n  At index 0 diff: 2 != 3\nt.py:1: assert f() == [3]", "2 at index 0", "3"),
        (
            "Failed: DID NOT RAISE ValueError\nt.py:65: with pytest.raises(ValueError):",
            "no exception",
            "ValueError to be raised",
        ),
        ("Failed: DID NOT RAISE <class 'solution.GaveUp'>\nt.py:1: x", "no exception", "solution.GaveUp to be raised"),
        ("assert 0.5 == 0.9\nt.py:103: assert chosen", "0.5", "0.9"),
        ("assert None is not None\nt.py:111: assert x", "None", "anything but None"),
        ("assert 3 <= 2\nt.py:1: assert calls <= 2", "3", "at most 2"),
    ],
)
def test_what_came_back_and_what_was_expected_are_found(message: str, came: str, expected: str) -> None:
    told = explain(a_test(message=message))
    assert (told.came, told.expected) == (came, expected)
    assert told.promise == "The promise of `one` holds."
    assert told.sentence.endswith(f"With x=[0], y=None: {came} came back, expected was {expected}.")


def test_the_failing_call_stands_in_for_a_counterexample() -> None:
    told = explain(a_test(message=CALL, counterexample=""))
    assert told.lines[0] == ("call", "choose_threshold([1, 0], [0.9, 0.4], min_tpr=0.5)")
    assert (told.came, told.expected) == ("{'threshold': 0.4, 'tp': 5}", "None")


def test_what_the_submission_raised_is_told_with_its_own_line() -> None:
    told = explain(a_test(message=RAISED))
    assert told.what.startswith("it raised ValueError: zero-size array")
    assert told.what.endswith("(solution.py, line 66)")
    assert not told.came


def test_a_condition_that_was_false_is_told_as_the_test_has_it() -> None:
    assert explain(a_test(message=FALSE)).what == "this did not hold: np.isfinite(result).all()"


@pytest.mark.parametrize(
    ("verdict", "message", "said"),
    [
        (Verdict.ERROR, SYNTAX, "could not be imported: SyntaxError: '(' was never closed (solution.py, line 29)"),
        (Verdict.MISSING, "solution has no 'f'\nt.py:1: f()", "is not there: solution has no 'f'"),
        (Verdict.TIMEOUT, "the time for this test was used up\nt.py:1: f()", "was used up."),
        (Verdict.CRASHED, "the submission's process exited with status 0", "exited with status 0"),
        (Verdict.OUT_OF_MEMORY, "", "needed more memory than is allowed."),
        (Verdict.SKIPPED, "the test gave no verdict", "it earns nothing"),
    ],
)
def test_a_verdict_that_is_not_about_a_value_has_its_sentence(verdict: Verdict, message: str, said: str) -> None:
    told = explain(a_test(verdict=verdict, message=message, counterexample=""))
    assert said in told.what
    assert "what happened" in explained_text(a_test(verdict=verdict, message=message))


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.PASSED])
@given(text=st.text(st.characters(codec=None)))
def test_whatever_the_message_every_part_is_bounded_and_visible(verdict: Verdict, text: str) -> None:
    told = explain(a_test(verdict=verdict, message=text, counterexample=text, promise=text))
    for part in (told.promise, told.what, told.given, told.came, told.expected):
        assert len(part) <= 1300
        assert visible(part, newlines=True) == part
    assert told.what
    assert told.sentence


@pytest.mark.parametrize(
    "text",
    [
        "assert " + " " * 100_000,
        "assert " + "a == " * 50_000,
        " ACTUAL: " * 50_000,
        "  Index  | Obtained " + "| " * 50_000,
        "\n +  where " * 30_000,
        '\n\nin the submission:\n File "' * 30_000,
        "  Differing items:\n  {" + "} != {" * 50_000,
        "  Index  | Obtained | Expected\n  " + " " * 4000 + "| " + " " * 50_000,
    ],
)
@pytest.mark.usefixtures("ended")
def test_a_message_made_to_keep_it_busy_is_read_as_far_as_it_is_bounded(text: str) -> None:
    told = explain(a_test(message=text, counterexample=text))
    assert max(map(len, (told.what, told.given, told.came, told.expected))) <= 1300


PIECES = (
    "assert ", " == ", " is not ", " in ", "AssertionError: x\nassert ", "  Obtained: ", "\n  Expected: ", " ACTUAL: ",
    "\n DESIRED: ", "\n [", "]: ", " (ACTUAL), ", " (DESIRED)", "  Index  | Obtained | Expected\n  ", "| ", " | ",
    "  At index 1 diff: ", " != ", "  Differing items:\n  {", "} != {", "}", "\n +  where ", " = a(", ")", "\n",
    " " * 3000, "x" * 3000, "a:1: " * 600, "| " * 1500, " = a(" * 600, "\n\nin the submission:\n",
    '  File "/submission/' + "x" * 400, "Failed: DID NOT RAISE ",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@pytest.mark.usefixtures("ended")
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_no_mixture_of_the_shapes_that_are_read_keeps_it_busy(parts: list[str]) -> None:
    for verdict in (Verdict.FAILED, Verdict.ERROR):
        assert explain(a_test(verdict=verdict, message="".join(parts))).what
