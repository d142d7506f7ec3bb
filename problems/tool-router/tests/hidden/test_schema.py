"""Values against schemas. Expected problems are made together with the value, so that no validator is needed to know them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import validate


def problems(value, schema):
    return sorted((str(path), str(problem)) for path, problem in validate(value, schema))


WRONG = {
    "string": [1, None, True, ["a"], {"a": "b"}],
    "integer": ["1", 1.5, 2.0, None, True, False, [1]],
    "number": ["1", None, True, False, [1], {}],
    "boolean": [0, 1, "true", None, []],
    "array": ["ab", None, {}, {"0": 1}, 3, True],
    "object": ["ab", None, [], [["a", 1]], 3, False],
}
RIGHT = {
    "string": ["", "a", "1"],
    "integer": [0, -5, 10**12],
    "number": [0, -5, 2.5, 1e300],
    "boolean": [True, False],
    "array": [[], [1, "a", None]],
    "object": [{}],
}


def test_types():
    """Each type fits its values and no others: true is no number, and 2.0 is no integer."""
    for kind in RIGHT:
        for value in RIGHT[kind]:
            assert problems(value, {"type": kind}) == []
        for value in WRONG[kind]:
            assert problems(value, {"type": kind}) == [("", "type")]


@st.composite
def cases(draw, path, depth=2):
    """Draw a schema, a value, and the problems that the value has at this path."""
    kinds = ["string", "integer", "number", "boolean"] + (["array", "object"] if depth else [])
    kind = draw(st.sampled_from(kinds))
    schema = {"type": kind}
    if draw(st.integers(0, 5)) == 0:
        return schema, draw(st.sampled_from(WRONG[kind])), [(path, "type")]
    if kind == "boolean":
        return schema, draw(st.booleans()), []
    if kind == "string":
        schema["enum"] = ["yes", "no"]
        value = draw(st.sampled_from(["yes", "no", "Yes", ""]))
        return schema, value, [] if value in schema["enum"] else [(path, "enum")]
    if kind in ("integer", "number"):
        low, high = draw(st.integers(-3, 0)), draw(st.integers(0, 3))
        if draw(st.booleans()):
            schema["minimum"] = low
        if draw(st.booleans()):
            schema["maximum"] = high
        value = draw(st.integers(-5, 5))
        outside = value < schema.get("minimum", value) or value > schema.get("maximum", value)
        return schema, value, [(path, "range")] if outside else []
    if kind == "array":
        inner = draw(
            st.sampled_from([{"type": "integer", "minimum": 0}, {"type": "array", "items": {"type": "boolean"}}])
        )
        good, bad, where, what = (
            (7, -7, "", "range") if inner["type"] == "integer" else ([True], [True, 1], "[1]", "type")
        )
        flags = draw(st.lists(st.booleans(), max_size=3))
        found = [(f"{path}[{place}]{where}", what) for place, flag in enumerate(flags) if not flag]
        return {**schema, "items": inner}, [good if flag else bad for flag in flags], found
    value, found = {}, []
    schema.update(properties={}, required=[])
    if draw(st.booleans()):
        schema["open"] = draw(st.booleans())
    prefix = f"{path}." if path else ""
    for name in draw(st.sets(st.sampled_from(["from", "to", "seat 1"]))):
        schema["properties"][name], part, inner_problems = draw(cases(prefix + name, depth - 1))
        required, given = draw(st.booleans()), draw(st.sampled_from([True, True, False]))
        if required:
            schema["required"].append(name)
        if given:
            value[name] = part
            found += inner_problems
        elif required:
            found.append((prefix + name, "missing"))
    if draw(st.booleans()):
        value["extra"] = draw(st.sampled_from([None, 1, {"to": 2}]))
        if not schema.get("open"):
            found.append((prefix + "extra", "unexpected"))
    return schema, value, found


@pytest.mark.points(4)
@given(case=cases(""))
def test_all_problems_with_their_paths(case):
    """All problems of any value are found, each with its path."""
    schema, value, expected = case
    assert problems(value, schema) == sorted(expected)


def test_ranges_include_their_ends():
    """The minimum and the maximum are allowed, 0 is a limit like others, and one more is too much, however large the number."""
    schema = {"type": "number", "minimum": 0, "maximum": 1.5}
    for value in (0, 0.0, 1.5, 1):
        assert problems(value, schema) == []
    for value in (-1e-9, 1.5000001, 2, -3):
        assert problems(value, schema) == [("", "range")]
    assert problems(3, {"type": "integer", "maximum": 0}) == [("", "range")]
    assert problems(-3, {"type": "integer", "minimum": 0}) == [("", "range")]
    assert problems(2**53 + 1, {"type": "integer", "maximum": 2**53}) == [("", "range")]
    assert problems(2**53 + 1, {"type": "integer", "maximum": 2**53 + 1}) == []


def test_two_problems_of_one_value():
    """A value may be none of those allowed and out of range at the same time."""
    schema = {"type": "integer", "enum": [1, 2, 4, 90], "minimum": 1, "maximum": 9}
    assert problems(4, schema) == []
    assert problems(3, schema) == [("", "enum")]
    assert problems(90, schema) == [("", "range")]
    assert problems(-3, schema) == [("", "enum"), ("", "range")]
    assert problems(True, schema) == [("", "type")]


def test_required_names_that_no_property_describes():
    """A required name need not be described: in an open schema anything will do, in another it is wrong either way."""
    schema = {"type": "object", "required": ["code"]}
    assert problems({}, schema) == [("code", "missing")]
    assert problems({"code": 1}, schema) == [("code", "unexpected")]
    assert problems({}, {**schema, "open": True}) == [("code", "missing")]
    assert problems({"code": None}, {**schema, "open": True}) == []
    assert problems({"code": 1}, {**schema, "open": False}) == [("code", "unexpected")]


def test_a_value_of_none_is_there():
    """A property with the value None is not missing; it is of another type."""
    schema = {"type": "object", "required": ["to"], "properties": {"to": {"type": "string"}}}
    assert problems({"to": None}, schema) == [("to", "type")]


def test_lists_in_lists_in_objects():
    """Paths go through lists and objects in any order."""
    leaf = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    schema = {"type": "array", "items": {"type": "array", "items": leaf}}
    value = [[], [{"n": 1}, {"n": "1"}], [{}, {"n": 2, "m": 3}]]
    assert problems(value, schema) == [("[1][1].n", "type"), ("[2][0].n", "missing"), ("[2][1].m", "unexpected")]
    outer = {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": schema}}}}
    assert problems({"a": {"b": value}}, outer) == [
        ("a.b[1][1].n", "type"),
        ("a.b[2][0].n", "missing"),
        ("a.b[2][1].m", "unexpected"),
    ]


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (3, {"type": "string", "enum": ["yes", "no"]}),
        ("3", {"type": "integer", "enum": [1, 2]}),
        (2.5, {"type": "integer", "minimum": 5, "maximum": 9}),
        (False, {"type": "number", "minimum": 1, "enum": [2]}),
        ("to", {"type": "object", "required": ["from"]}),
        (["x"], {"type": "object", "required": ["from"]}),
        ({"x": "y"}, {"type": "array", "items": {"type": "integer"}}),
        ("ab", {"type": "array", "items": {"type": "integer"}}),
        (None, {"type": "object", "required": ["from"]}),
    ],
)
def test_nothing_else_is_said_about_another_type(value, schema):
    """Of a value of another type nothing but that is said, whatever else the schema asks for."""
    assert problems(value, schema) == [("", "type")]
    outer = {"type": "object", "properties": {"part": schema}}
    assert problems({"part": value}, outer) == [("part", "type")]


def test_enums_of_numbers():
    """Numbers of both types may be limited to a list; an empty list allows nothing."""
    for kind in ("integer", "number"):
        assert problems(2, {"type": kind, "enum": [1, 2]}) == []
        assert problems(3, {"type": kind, "enum": [1, 2]}) == [("", "enum")]
        assert problems(3, {"type": kind, "enum": []}) == [("", "enum")]
    assert problems(0.5, {"type": "number", "enum": [0.25, 1]}) == [("", "enum")]
    assert problems("", {"type": "string", "enum": []}) == [("", "enum")]


def test_each_schema_is_open_or_not_on_its_own():
    """Whether further names are allowed is not handed down, nor up."""
    inner = {"type": "object", "properties": {"n": {"type": "integer"}}}
    schema = {"type": "object", "open": True, "properties": {"part": inner, "parts": {"type": "array", "items": inner}}}
    value = {"part": {"m": 1}, "parts": [{"n": 1}, {"m": 2}], "more": 3}
    assert problems(value, schema) == [("part.m", "unexpected"), ("parts[1].m", "unexpected")]
    schema = {"type": "object", "properties": {"part": {**inner, "open": True}}}
    assert problems({"part": {"m": 1}, "more": 3}, schema) == [("more", "unexpected")]
