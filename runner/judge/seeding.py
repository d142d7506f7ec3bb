"""The same Hypothesis examples for every candidate: settings without memory or clock, and a seed per test.

A test's seed is a hash of the problem's seed and the test's id. `derandomize` would ignore a seed and change with a
comment in the test, so it is off; so are the example database, deadlines and the explain phase, which traces every
line. A test's own `@settings` stay, within these bounds.
"""

import hashlib
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, Verbosity, configuration, core, settings
from hypothesis.internal import constants_ast
from hypothesis.internal.conjecture import providers

from runner.judge.fault import JudgeFault

PROFILE = "prebrief"
PHASES = (Phase.explicit, Phase.generate, Phase.target, Phase.shrink)
_NO_SHRINKING = PHASES[:-1]
# Health checks that depend on the clock, or refuse what foreign suites do.
SUPPRESSED = (
    HealthCheck.too_slow,
    HealthCheck.function_scoped_fixture,
    HealthCheck.differing_executors,
    HealthCheck.nested_given,
)
EXAMPLES_CAP = 10  # a test's own max_examples may be so many times the problem's
NOWHERE = "/dev/null/hypothesis"  # a folder that can't be made: Hypothesis then writes nothing to disk


def seed_of(problem_seed: int, test_id: str) -> int:
    """Return a test's seed, from the problem's seed and the test's id alone."""
    return int.from_bytes(hashlib.sha256(f"{problem_seed}:{test_id}".encode("utf-8", "replace")).digest()[:16])


def prepare(max_examples: int) -> None:
    """Load our profile, before the test files are imported and decorated."""
    configuration.set_hypothesis_home_dir(NOWHERE)
    forget_local_constants()
    settings.register_profile(
        PROFILE,
        settings(
            max_examples=max_examples,
            deadline=None,
            database=None,
            derandomize=False,
            print_blob=False,
            report_multiple_bugs=False,
            verbosity=Verbosity.normal,
            phases=PHASES,
            suppress_health_check=SUPPRESSED,
        ),
    )
    settings.load_profile(PROFILE)


def forget_local_constants() -> None:
    """Keep Hypothesis from mixing in constants that it finds in the source of whatever modules are loaded.

    They would make the examples depend on prebrief's own source and on where it is installed, and reading them costs
    every run a parse of all of it.
    """
    if not hasattr(providers, "_get_local_constants"):
        raise JudgeFault("this version of Hypothesis finds its constants elsewhere: examples would not be the same")
    nothing = constants_ast.Constants()
    providers._get_local_constants = lambda: nothing


def seed_import(problem_seed: int) -> None:
    """Seed what test files draw from while they are imported, so that every stage of every lane draws the same."""
    seed = seed_of(problem_seed, "")
    random.seed(seed)
    np.random.seed(seed % 2**32)


def seed_test(item: pytest.Item, *, problem_seed: int, max_examples: int, shrink: bool = True) -> None:
    """Seed everything random that the test may use, and bound its own Hypothesis settings."""
    seed = seed_of(problem_seed, item.nodeid)
    random.seed(seed)
    np.random.seed(seed % 2**32)  # the legacy generator, which test files use unseeded
    core.global_force_seed = seed  # type: ignore[assignment]  # Hypothesis declares it as None; for what is decorated or built while the test runs
    owner = getattr(item, "cls", None)
    machine_settings = getattr(owner, "settings", None)
    if owner is not None and isinstance(machine_settings, settings):
        owner.settings = within_bounds(machine_settings, max_examples, shrink=shrink)
    function = underlying(item)
    if hasattr(function, "hypothesis"):
        function._hypothesis_internal_use_seed = seed
        function._hypothesis_internal_use_settings = within_bounds(
            function._hypothesis_internal_use_settings, max_examples, shrink=shrink
        )


def within_bounds(own: settings, max_examples: int, *, shrink: bool = True) -> settings:
    """Return a test's own settings without database, deadline and explanation, and with bounded examples."""
    return settings(
        parent=own,
        max_examples=min(own.max_examples, EXAMPLES_CAP * max_examples),
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.normal,
        phases=tuple(phase for phase in own.phases if phase in (PHASES if shrink else _NO_SHRINKING)),
        suppress_health_check=tuple({*own.suppress_health_check, *SUPPRESSED}),
    )


def underlying(item: pytest.Item) -> Any:
    """Return the function behind a test item, also where that is a bound method; None where there is none."""
    obj = getattr(item, "obj", None)
    return getattr(obj, "__func__", obj)
