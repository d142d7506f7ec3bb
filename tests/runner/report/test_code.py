from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runner.model import SourceFile
from runner.report.code import MOST_CHARACTERS, MOST_FILES, listings
from tests.runner.report.builders import Page

SOURCE = '''@cache
def f(x: int = 0x1F) -> "str":
    """A docstring
    of two lines: <b>."""
    return None if not x else len("a&b")  # why
'''


def test_each_kind_of_token_has_its_class_and_each_line_its_element() -> None:
    (listing,) = listings((SourceFile(path="solution.py", data=SOURCE.encode()),))
    page = Page(str(listing.code))
    assert listing.lines == 5
    assert page.text == SOURCE.rstrip("\n") + "\n"
    assert sum(element.attributes == {"class": "l"} for element in page.elements) == 5
    classes = {("".join(each.text), each.attributes["class"]) for each in page.elements}
    wanted = {("@cache", "d"), ("def", "k"), ("f", "f"), ("0x1F", "m"), ("# why", "c"), ("len", "b"), ("None", "k")}
    assert wanted <= classes


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_the_source_there_are_only_our_elements(text: str) -> None:
    (listing,) = listings((SourceFile(path="x.py", data=text.encode()),))
    for element in Page(str(listing.code)).elements:
        assert element.tag == "span"
        assert set(element.attributes) == {"class"}
        assert element.attributes["class"] in set("lcsmkfdb")


def test_what_is_no_text_too_long_or_too_much_is_said() -> None:
    files = [SourceFile(path="a.npy", data=b"\0\1"), SourceFile(path="b.py", data=b"x = 1\n" * MOST_CHARACTERS)]
    files += [SourceFile(path=f"c{number}.txt", data=b"") for number in range(MOST_FILES)]
    shown = listings(tuple(files))
    assert shown[0].note == "Not text: 2 bytes."
    assert shown[1].note.startswith("Cut: ")
    assert shown[-1].note == "2 more files are not shown."


def test_line_endings_of_other_systems_are_line_endings_and_controls_are_seen() -> None:
    (listing,) = listings((SourceFile(path="x.py", data="a = 1\r\nb = '\x1b\u202e'\r\n".encode()),))
    assert listing.lines == 2
    assert "\\x1b\\u202e" in str(listing.code)
