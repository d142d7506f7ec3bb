"""Watches the body of a Hypothesis test for the failures that it raises.

Where time runs out while Hypothesis looks for a smaller counterexample, the one that it had is gone with its stack: the
watch remembers the first failure and the arguments of the last.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import stateful
from hypothesis.core import failure_exceptions_to_catch, skip_exceptions_to_reraise
from hypothesis.errors import HypothesisException, StopTest

from runner.judge.seeding import underlying


@dataclass(slots=True)
class Watch:
    """What the test that runs now has shown: the first failure of a body, and the arguments of the latest."""

    failure: BaseException | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    wrapped: set[int] = field(default_factory=set)

    def reset(self) -> None:
        """Forget the test before."""
        self.failure = None
        self.arguments = {}

    def attach(self, item: pytest.Item) -> None:
        """Watch an item's body, if Hypothesis runs it; once for a function that several items share."""
        function = underlying(item)
        if hasattr(function, "hypothesis"):
            self._wrap(function.hypothesis)

    def attach_to_machines(self) -> None:
        """Watch state machines as well: Hypothesis makes their test functions while they run."""
        make = stateful.get_state_machine_test

        @functools.wraps(make)
        def watched(*args: Any, **kwargs: Any) -> Any:
            test: Any = make(*args, **kwargs)
            self._wrap(test.hypothesis)
            return test

        stateful.get_state_machine_test = watched

    def _wrap(self, handle: Any) -> None:
        body = handle.inner_test
        if id(body) not in self.wrapped and not inspect.iscoroutinefunction(body):
            handle.inner_test = self._watching(body)
            self.wrapped.add(id(handle.inner_test))

    def _watching(self, body: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(body)
        def watching(*args: Any, **kwargs: Any) -> Any:
            try:
                return body(*args, **kwargs)
            except BaseException as exc:
                if is_failure(exc):
                    self.failure = self.failure or exc
                    self.arguments = kwargs
                raise

        return watching


def is_failure(exc: BaseException) -> bool:
    """Say whether an exception out of a test's body means that the test failed, for Hypothesis as for pytest."""
    control = (StopTest, HypothesisException, *skip_exceptions_to_reraise())  # type: ignore[no-untyped-call]  # Hypothesis leaves it untyped
    return isinstance(exc, failure_exceptions_to_catch()) and not isinstance(exc, control)
