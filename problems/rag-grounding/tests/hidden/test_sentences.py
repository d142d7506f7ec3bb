"""Sentences of texts that are put together from tokens and gaps, so that their ends are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import sentences

ENDING = ["end.", "so?", "no!", "5.", 'said."', "too!)", "it?')]", "...", "[2].", '."']
OPEN = ["a", "3.5", "e,g", "Dr", "(b)", '"c"', ".d", "f:", "[2]", "!g", "h.i", "ß", ")", "x;)", "k.-"]
GAPS = [" ", "  ", "\n", "\t", " \n ", "\u00a0", "\u2003"]
WIDE = ["\n\n", " \n \n", "\n\n\n", "\n\t\n", "\r\n\r\n", "\n\u00a0\n", "\n\f\n"]


def spans(text):
    return [tuple(span) for span in sentences(text)]


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.points(3)
@given(
    parts=st.lists(st.tuples(st.sampled_from(ENDING + OPEN * 2), st.sampled_from(GAPS * 3 + WIDE)), max_size=14),
    before=st.sampled_from(["", " ", "\n\n"]),
)
def test_any_text(parts, before):
    """Every token is in one sentence, which ends with its marks, before an empty line, or with the text."""
    text, expected, start = before, [], None
    for number, (token, gap) in enumerate(parts):
        start = len(text) if start is None else start
        text += token
        if token in ENDING or gap in WIDE or number == len(parts) - 1:
            expected.append((start, len(text)))
            start = None
        text += gap
    assert spans(text) == expected


def test_marks_and_what_closes_them():
    """A full stop, an exclamation or a question mark ends a sentence, with closing marks behind it."""
    assert cut("He asked \"Why?\" (Twice.) Nobody knew! [See 2.] 'Fine.' End") == [
        'He asked "Why?"',
        "(Twice.)",
        "Nobody knew!",
        "[See 2.]",
        "'Fine.'",
        "End",
    ]


def test_marks_inside_of_tokens():
    """A mark that is not at the end of a token ends nothing."""
    assert cut("See v1.2 at a.b.c (x.y) and ?z or 3.14 now") == ["See v1.2 at a.b.c (x.y) and ?z or 3.14 now"]


def test_one_newline_ends_nothing():
    """One newline is whitespace; two end a sentence, with any other whitespace between them as well."""
    assert cut("The\nhouse rules\n \t\napply to\n\nall") == ["The\nhouse rules", "apply to", "all"]
    assert cut("Rules\n\u2028\nPets\n\u00a0\x0b\nDogs \u2003\u00a0 stay") == ["Rules", "Pets", "Dogs \u2003\u00a0 stay"]


@pytest.mark.parametrize("token", ["so.}", "so.>", "so.*", "so.\u201d", "so.\u2019", "so\u2026", "so;", "so:", "so.-"])
def test_other_marks_end_nothing(token):
    """No other marks end a sentence, and none but the four closing marks may stand behind its end."""
    assert cut(f"It is {token} It stays.") == [f"It is {token} It stays."]


@pytest.mark.parametrize("gap", ["\r\r", "\u2028\u2029", "\x0b\x0c", "\x85\x85", "\r\n", "\n\r"])
def test_other_breaks_are_whitespace(gap):
    """Only newlines count as such; other breaks of a line are whitespace."""
    assert cut(f"Rules{gap}apply") == [f"Rules{gap}apply"]


def test_nothing():
    """A text without tokens has no sentences."""
    assert spans("") == []
    assert spans(" \n\n\t ") == []


def test_whitespace_stays_outside():
    """Sentences begin and end with tokens."""
    assert spans("\n  Keep quiet.  \n\n  Always  ") == [(3, 14), (20, 26)]
