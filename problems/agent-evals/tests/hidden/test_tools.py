"""Tool calls: whether one fits a pattern, and how many can be matched in each mode, by trying out all ways."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import match_calls


def call(tool, **arguments):
    return {"tool": tool, "arguments": arguments}


def fits(pattern, value):
    """Whether a call with this one argument fits."""
    found = [
        match_calls([call("t", x=pattern)], [call("t", x=value)], mode) for mode in ("exact", "subsequence", "subset")
    ]
    assert all(each == {"passed": each["passed"], "matched": int(each["passed"])} for each in found)
    assert len({each["passed"] for each in found}) == 1
    return bool(found[0]["passed"])


# Calls of the tools a, b, c; a pattern is a set of tools, as a choice of arguments, so what fits is a matter of sets.
LETTERS = "abc"
calls = st.lists(st.sampled_from(LETTERS), max_size=5)
patterns = st.lists(st.sets(st.sampled_from(LETTERS), min_size=1), max_size=4)


def calls_of(letters):
    return [call("seat", row=letter) for letter in letters]


def patterns_of(choices):
    return [call("seat", row={"$one_of": sorted(choice)}) for choice in choices]


def greatest(choices, letters, in_order):
    """Try every way to give places to some of the patterns."""
    for size in range(min(len(choices), len(letters)), 0, -1):
        for rows in itertools.combinations(range(len(choices)), size):
            ways = itertools.combinations if in_order else itertools.permutations
            for places in ways(range(len(letters)), size):
                if all(letters[place] in choices[row] for row, place in zip(rows, places, strict=True)):
                    return size
    return 0


@pytest.mark.points(2)
@given(choices=patterns, letters=calls)
def test_in_the_same_order(choices, letters):
    """In the mode "subsequence", as many expected calls are matched as can be in order."""
    matched = greatest(choices, letters, in_order=True)
    found = match_calls(patterns_of(choices), calls_of(letters), "subsequence")
    assert found == {"passed": matched == len(choices), "matched": matched}


@pytest.mark.points(2)
@given(choices=patterns, letters=calls)
def test_in_any_order(choices, letters):
    """In the mode "subset", as many expected calls are matched as can be, each with a call of its own."""
    matched = greatest(choices, letters, in_order=False)
    found = match_calls(patterns_of(choices), calls_of(letters), "subset")
    assert found == {"passed": matched == len(choices), "matched": matched}


@given(choices=patterns, letters=calls)
def test_place_by_place(choices, letters):
    """In the mode "exact", the i-th expected call is matched with the i-th actual one, and no call is left over."""
    matched = sum(letter in choice for choice, letter in zip(choices, letters, strict=False))
    passed = matched == len(choices) == len(letters)
    assert match_calls(patterns_of(choices), calls_of(letters), "exact") == {"passed": passed, "matched": matched}


def test_a_later_pattern_needs_the_call_that_an_earlier_one_took():
    """In any order: a pattern that fits several calls leaves the one that another needs, along a whole chain."""
    expected = [call("seat", row={"$one_of": [n, n + 1]}) for n in range(8)] + [call("seat", row=0)]
    actual = [call("seat", row=n) for n in range(9)]
    for order in (expected, expected[::-1]):
        assert match_calls(order, actual, "subset") == {"passed": True, "matched": 9}
        assert match_calls(order, actual[:-1], "subset") == {"passed": False, "matched": 8}
    pairs = [(0, 3), (1, 4), (0, 1), (1, 4), (2, 3)]  # to give out what is least in demand does not do
    for shift in range(5):
        turned = [call("seat", row={"$one_of": list(pair)}) for pair in pairs[shift:] + pairs[:shift]]
        assert match_calls(turned, actual[:5], "subset") == {"passed": True, "matched": 5}


@pytest.mark.points(2)
def test_many_calls():
    """Sixty calls a side take no time, though there are more ways than anybody can try."""
    wide = [call("seat", row={"$any": True}) for _ in range(30)] + [call("seat", row=n) for n in range(30)]
    actual = [call("seat", row=n % 40) for n in range(60)]
    assert match_calls(wide, actual, "subset") == {"passed": True, "matched": 60}
    assert match_calls([*wide, call("seat", row=41)], actual, "subset") == {"passed": False, "matched": 60}
    stuck = [call("seat", row={"$one_of": list(range(20))}) for _ in range(60)]
    assert match_calls(stuck, [call("seat", row=n) for n in range(60)], "subset") == {"passed": False, "matched": 20}
    assert match_calls(wide, actual, "subsequence") == {"passed": False, "matched": 50}


def test_a_call_made_twice():
    """A call that was made once is not there twice, in no mode; one that was made twice is one too many where all count."""
    confirm = call("confirm", to="me")
    for mode in ("exact", "subsequence", "subset"):
        assert match_calls([confirm, confirm], [confirm], mode) == {"passed": False, "matched": 1}
    assert match_calls([confirm], [confirm, confirm], "exact") == {"passed": False, "matched": 1}
    assert match_calls([confirm], [confirm, confirm], "subset") == {"passed": True, "matched": 1}


def test_no_calls():
    """Where nothing is expected, any calls will do, except that exactly none is none."""
    one = [call("confirm")]
    for mode in ("exact", "subsequence", "subset"):
        assert match_calls([], [], mode) == {"passed": True, "matched": 0}
        assert match_calls(one, [], mode) == {"passed": False, "matched": 0}
        assert match_calls([], one, mode) == {"passed": mode != "exact", "matched": 0}


def test_tools_and_arguments():
    """The tool must be equal, no argument may be missing, and none may be too many, unless the pattern says so."""
    pattern, made = call("pay", amount=5, currency="EUR"), call("pay", amount=5, currency="EUR")

    def passed(one, other):
        return bool(match_calls([one], [other], "subset")["passed"])

    assert passed(pattern, made)
    assert not passed({**pattern, "tool": "Pay"}, made)
    assert not passed(pattern, call("pay", amount=5))
    assert not passed(pattern, call("pay", amount=5, Currency="EUR"))
    assert not passed(pattern, call("pay", amount=5, currency="EUR", note=None))
    assert passed({**pattern, "more": True}, call("pay", amount=5, currency="EUR", note=None))
    assert not passed({**pattern, "more": True}, call("pay", amount=5, note=None))
    assert not passed({**pattern, "more": False}, call("pay", amount=5, currency="EUR", note=None))
    nested = {**call("pay", card={"number": 4}), "more": True}
    assert passed(nested, call("pay", card={"number": 4}, note=None))
    assert not passed(nested, call("pay", card={"number": 4, "owner": "Ada"}))


def test_more_is_said_by_each_pattern():
    """Of two patterns with the same arguments, only the one with `"more": True` fits a call with further arguments."""
    strict, noted = call("pay", amount=5), call("pay", amount=5, note=None)
    loose = {**strict, "more": True}
    for expected in ([strict, loose], [loose, strict]):
        assert match_calls(expected, [noted, noted], "exact") == {"passed": False, "matched": 1}
        assert match_calls(expected, [noted, noted], "subset") == {"passed": False, "matched": 1}
        assert match_calls(expected, [noted, strict], "subset") == {"passed": True, "matched": 2}


def test_any_arguments_and_none():
    """A pattern without arguments fits whatever there are; one with an empty dictionary fits a call without any."""
    assert match_calls([{"tool": "t"}], [call("t", x=1)], "exact")["passed"]
    assert match_calls([{"tool": "t"}], [call("t")], "exact")["passed"]
    assert not match_calls([{"tool": "t", "arguments": {}}], [call("t", x=1)], "exact")["passed"]
    assert match_calls([{"tool": "t", "arguments": {}}], [call("t")], "exact")["passed"]
    assert match_calls([{"tool": "t", "arguments": {}, "more": True}], [call("t", x=1)], "exact")["passed"]


def test_numbers():
    """Numbers fit by value, whole or not, up to rounding."""
    assert fits(3, 3.0)
    assert fits(0.3, 0.1 + 0.2)
    assert fits(0, 0.0)
    assert fits(0.0, 1e-12)
    assert fits(1e12, 1e12 + 0.5)
    assert fits(10**12, 10**12 + 500)
    assert fits(-2.5, -2.5)
    assert not fits(3, 3.001)
    assert not fits(-3, 3)
    assert not fits(1e-3, 1e-3 + 1e-6)
    assert fits(0.5, 0.5 + 0.8e-9)
    assert not fits(0.5, 0.5 + 1.2e-9)
    assert not fits(1, 1 - 1.5e-9)
    assert not fits(1e6, 1e6 + 1.5e-3)
    assert not fits(10**12, 10**12 + 1500)
    assert not fits(5, "5")
    assert not fits("5", 5)
    assert not fits(0, None)


def test_true_is_not_one():
    """True and 1 are different values, and so are False, 0, None and the empty text."""
    distinct = [True, 1, False, 0, None, "", [], {}]
    for one, other in itertools.product(range(len(distinct)), repeat=2):
        assert fits(distinct[one], distinct[other]) == (one == other)


def test_nested_values():
    """Dictionaries fit key by key whatever their order, lists place by place; neither may have more or less."""
    pattern = {"stops": ["Oslo", {"city": "Bergen", "nights": 2}], "class": None}
    assert fits(pattern, {"class": None, "stops": ["Oslo", {"nights": 2.0, "city": "Bergen"}]})
    assert not fits(pattern, {"class": None, "stops": [{"nights": 2, "city": "Bergen"}, "Oslo"]})
    assert not fits(pattern, {"class": None, "stops": ["Oslo", {"nights": 2, "city": "Bergen", "late": True}]})
    assert not fits(pattern, {"stops": ["Oslo", {"nights": 2, "city": "Bergen"}]})
    assert not fits(["a", "b"], ["a"])
    assert not fits(["a"], ["a", "b"])
    assert not fits(["a"], "a")
    assert not fits({"a": 1}, ["a"])
    assert not fits({"a": {"b": True}}, {"a": {"b": 1}})
    assert not fits({"a": {"b": 1}}, {"a": {"b": True}})
    assert not fits([1, "b"], [True, "b"])
    assert not fits(["b", [False]], ["b", [0]])
    assert not fits({"a": None}, {"b": None})


def test_wildcards_at_any_depth():
    """A wildcard fits at any depth, every value or one of some patterns; but something must be there."""
    anything = {"$any": True}
    for value in (None, 0, "x", [1], {"a": 2}):
        assert fits(anything, value)
    assert fits({"a": [anything, 2]}, {"a": [None, 2]})
    assert not fits({"a": [anything, 2]}, {"a": [2]})
    assert not fits({"a": anything}, {})
    assert not fits({"a": anything}, {"b": 1})
    assert not match_calls([call("t", x=anything)], [call("t")], "exact")["passed"]
    assert not match_calls([call("t", x=anything)], [call("t", y=1)], "exact")["passed"]
    assert fits({"$one_of": [1, {"city": anything}, ["x"]]}, {"city": "Rome"})
    assert fits([{"$one_of": [1, {"$one_of": [2, 3]}]}], [3])
    assert not fits({"$one_of": [1, "2"]}, 2)
    assert not fits({"$one_of": [1]}, True)
    assert not fits({"$one_of": []}, None)


def test_other_modes():
    """There are three modes; another raises ValueError, also where nothing is expected."""
    for mode in ("superset", "EXACT", ""):
        with pytest.raises(ValueError):
            match_calls([], [], mode)
