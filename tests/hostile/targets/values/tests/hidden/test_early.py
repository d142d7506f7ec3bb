"""Two tests of five points; the submission is asked while this file is read."""

import pytest
from solution import Kind, name


@pytest.mark.parametrize("kind", list(Kind))
def test_kind(kind):
    """A kind has its name in small letters."""
    assert name(kind) in ("red", "blue")
