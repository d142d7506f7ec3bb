"""Run in the judge: what the box says of a listed mutant. What stands in capitals is put in where the job is made."""

import pytest

from runner.proving.inside.differential import compare, reach

CHUNK, CHUNKS = 500, 20
FILE, LINE = "FILE", 0


@pytest.mark.parametrize("number", range(CHUNKS))
def test_no_input_tells_them_apart(number: int) -> None:
    """Compare one part of the inputs."""
    said = compare(number * CHUNK, CHUNK)
    if said:
        pytest.fail(said, pytrace=False)


def test_the_change_is_reached() -> None:
    """Trace the changed line."""
    said = reach(FILE, LINE)
    if said:
        pytest.fail(said, pytrace=False)
