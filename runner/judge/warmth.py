"""What a warm judge has loaded before its first job, beyond the obvious imports; importing this module does it.

A run is a fork: what the parent has not imported or built, every run pays for again. All of it is caches: a cold judge
gives the same verdicts, later.
"""

import contextlib
import importlib
import os

from _pytest.config import default_plugins
from hypothesis import configuration, given
from hypothesis import strategies as st
from hypothesis.internal import charmap

from runner.judge import running, seeding

MODULES = (
    "_pytest._argcomplete",
    "_pytest.tracemalloc",
    "asyncio",
    "hmac",
    "hypothesis.extra.numpy",
    "hypothesis.stateful",
    "numpy.random",
    "secrets",
    "unittest.mock",
)
REHEARSAL_EXAMPLES = 60
TABLES_VARIABLE = "HYPOTHESIS_STORAGE_DIRECTORY"  # where the image has Hypothesis's Unicode tables ready


def warm() -> None:
    """Import what runs import late, get the Unicode tables (built, they take longer than most runs), and rehearse."""
    if TABLES_VARIABLE not in os.environ:
        configuration.set_hypothesis_home_dir(seeding.NOWHERE)
    plugins = (f"_pytest.{name}" for name in default_plugins if name not in running.LEFT_OUT)
    for name in (*plugins, *MODULES):
        importlib.import_module(name)
    charmap.charmap()
    charmap.intervals_from_codec("utf-8")
    rehearse()


def rehearse() -> None:
    """Run a property and let it fail, so that Hypothesis has its engine, its shrinker and its tables ready."""
    seeding.prepare(REHEARSAL_EXAMPLES)
    lists = st.tuples(st.lists(st.integers(), max_size=20), st.lists(st.floats(-5, 1e6), min_size=1))

    @given(lists, st.tuples(st.text(), st.floats(), st.booleans(), st.sampled_from("ab")))
    def rehearsal(several: tuple[list[int], list[float]], _single: object) -> None:
        if len(several[0]) > 2:
            raise AssertionError

    with contextlib.suppress(AssertionError):
        rehearsal()


warm()
