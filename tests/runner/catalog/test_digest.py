"""What the digest covers."""

import pytest

from runner.catalog import content_digest, skeleton_problem

FILES = skeleton_problem("mean-by-key")
IN = [path for path in FILES if not path.startswith(("submissions/", "interviewer"))]


@pytest.mark.parametrize("path", [*IN, "tests/hidden/data.csv", "starter/new.py", "tests/visible/new.txt"])
def test_what_can_change_a_grade_or_the_kit_changes_the_digest(path: str) -> None:
    assert content_digest({**FILES, path: b"changed"}) != content_digest(FILES)


@pytest.mark.parametrize("path", ["submissions/wrong/new.py", "interviewer.md", "README.md", "problem.lock"])
def test_what_changes_neither_does_not(path: str) -> None:
    assert content_digest({**FILES, path: b"changed"}) == content_digest(FILES)


def test_the_order_of_the_files_does_not_matter() -> None:
    assert content_digest(dict(reversed(FILES.items()))) == content_digest(FILES)


def test_bytes_cannot_move_between_name_and_content() -> None:
    assert content_digest({"tests/a": b"b"}) != content_digest({"tests/ab": b""})
    assert content_digest({"tests/a": b"1tests/b"}) != content_digest({"tests/a": b"1", "tests/b": b""})
