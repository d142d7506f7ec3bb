"""The smallest failing input that Hypothesis found, as `name=value` lines."""

import re
from collections.abc import Mapping

from _pytest._io.saferepr import saferepr

from runner.judge.events import MAX_COUNTEREXAMPLE_BYTES, bounded

# "Falsifying example" is what Hypothesis before 6.15x calls it.
HEAD = re.compile(r"(?:Failing|Falsifying) (?:test case|explicit example|example|explicit test case): ?")
ARGUMENT = re.compile(r"\n(?=[^\W\d]\w*=)")
MAX_VALUE = 1000


def first_failure(exc: BaseException) -> BaseException:
    """Return the first exception of a group, or the exception itself."""
    while isinstance(exc, BaseExceptionGroup):
        exc = exc.exceptions[0]
    return exc


def notes_of(exc: BaseException) -> tuple[list[str], list[str]]:
    """Split an exception's notes into its own and those that Hypothesis added, which come last."""
    notes = [note for note in getattr(exc, "__notes__", ()) if isinstance(note, str)]
    heads = [place for place, note in enumerate(notes) if HEAD.match(note)]
    return (notes[: heads[-1]], notes[heads[-1] :]) if heads else (notes, [])


def counterexample_of(exc: BaseException) -> str:
    """Return what Hypothesis wrote of the failing input, or "" for an exception that it did not find."""
    _, notes = notes_of(exc)
    if not notes:
        return ""
    head = HEAD.sub("", notes[0], count=1)
    lines = [] if head.startswith("<state machine>") else arguments_in(head)
    return bounded("\n".join([*lines, *notes[1:]]), MAX_COUNTEREXAMPLE_BYTES)


def arguments_in(call: str) -> list[str]:
    """Return the arguments in Hypothesis's rendering of a call, one a line, without the test's name and `self`."""
    opening = call.find("(")
    body = call[opening + 1 :].rstrip().removesuffix(")")
    lines = [line.removeprefix("    ").rstrip() for line in body.splitlines() if line.strip()]
    arguments = re.split(ARGUMENT, "\n".join(lines))
    return [argument.removesuffix(",") for argument in arguments if argument and not argument.startswith("self=")]


def of_arguments(arguments: Mapping[str, object]) -> str:
    """Render the arguments of a failing call that Hypothesis had no time to render itself."""
    lines = [f"{name}={saferepr(value, maxsize=MAX_VALUE)}" for name, value in arguments.items()]
    return bounded("\n".join(lines), MAX_COUNTEREXAMPLE_BYTES)
