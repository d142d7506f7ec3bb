"""Every input that is kept goes through its harness again: without atheris, so everywhere."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from runner.intake import IntakeLimits, child
from runner.intake.gathering import Gathering
from runner.model import SubmissionRejected
from tests.fuzz.harness import archive
from tests.fuzz.kept import finds, kept
from tests.fuzz.targets import TARGETS

# What fuzzing makes by the thousand: coroutines that nobody awaits, names twice in a zip.
IGNORED = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning", "ignore::pytest.PytestWarning")


@pytest.fixture(autouse=True)
def fixture_nothing_left() -> Iterator[None]:
    """Collect what a test leaves while its warnings are ignored: another test's would not be."""
    yield
    gc.collect()


@IGNORED
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_what_is_declared_comes_out_for_any_input_that_is_kept(name: str) -> None:
    inputs = kept(name)
    assert len(inputs) > 40
    for data in inputs:
        TARGETS[name].feed(data)


@IGNORED
@pytest.mark.parametrize(("target", "name"), [(target, name) for target in TARGETS for name in finds(target)])
def test_what_once_broke_something_no_longer_does(target: str, name: str) -> None:
    TARGETS[target].feed(finds(target)[name])


@IGNORED
@pytest.mark.parametrize("name", TARGETS)
def test_what_fuzzing_begins_with_is_sound(name: str) -> None:
    for data in TARGETS[name].seeds():
        TARGETS[name].feed(data)


@IGNORED
def test_the_reader_in_a_process_of_its_own_says_what_the_harness_says() -> None:
    inputs = kept("archive")
    for data in inputs[:: max(1, len(inputs) // 12)]:
        expected = archive.gathered(data, IntakeLimits())
        into = Gathering(IntakeLimits())
        try:
            child.gather_in_child(data, into)
        except SubmissionRejected:
            assert expected is None
        else:
            assert expected is not None and (into.files, into.folders) == (expected.files, expected.folders)
