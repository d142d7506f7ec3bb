"""Exceptions that steer whatever runs a test: a submission may raise them only where they are an answer.

    KeyboardInterrupt, GeneratorExit    never
    StopIteration, StopAsyncIteration   where a step of something that ends was asked for
    CancelledError                      where the test cancelled, where it is the test's own exception, and where the
                                        reference raised one unasked. Else a task group would take the task of the test
                                        that met it for one that the test cancelled, and pass over what it asserts
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sandbox.wall.interface import Interface
from sandbox.wall.judge.question import Question

CANCELLATION = "cancellation"
_NEVER = (KeyboardInterrupt, GeneratorExit)


def refusal(
    error: BaseException, question: Question, interface: Interface, ours: Callable[[BaseException], bool]
) -> str | None:
    """Return why an exception may not answer a question, or None; `ours` tells what the test itself had raised."""
    if isinstance(error, _NEVER):
        return f"the submission raised {type(error).__name__}"
    if not isinstance(error, asyncio.CancelledError) or question.cancelled or ours(error):
        return None
    if interface.admits(question.site, CANCELLATION):
        return None
    return f"{question.site} raised {type(error).__name__}, and nobody had cancelled it"


def out_of_place(error: BaseException, question: Question) -> bool:
    """Whether an exception says that something ended, and nothing was asked for that ends."""
    return isinstance(error, StopIteration | StopAsyncIteration) and not question.may_stop
