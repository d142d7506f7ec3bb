"""Where the commands write: results to stdout, the rest to stderr; what others wrote never acts on the terminal."""

import json
import sys

from rich.console import Console
from rich.text import Text

from runner.plain import visible

JSON_FORMAT = 1
_PIPE_COLUMNS = 200  # a table in a pipe or a file is not cut to a terminal's width


def out() -> Console:
    """Return a console on stdout as it is now; `NO_COLOR` and a pipe turn colour off."""
    width = None if sys.stdout.isatty() else _PIPE_COLUMNS
    return Console(highlight=False, markup=False, emoji=False, width=width)


def columns() -> int:
    """Return how wide the text on stdout may be."""
    return out().width


def say(text: str, *, style: str = "") -> None:
    """Write a line of results to stdout."""
    _write(out(), text, style)


def note(text: str, *, style: str = "") -> None:
    """Write a line that is not a result to stderr."""
    _write(Console(stderr=True, highlight=False, markup=False, emoji=False), text, style)


def cell(text: str, *, style: str = "") -> Text:
    """Return what others wrote as a table's cell, without markup and with controls made visible."""
    return Text(visible(text), style=style)


def print_document(kind: str, content: dict[str, object]) -> None:
    """Write one versioned JSON document to stdout, and nothing else; ASCII, so that no terminal acts on it."""
    document = {"format": JSON_FORMAT, "kind": kind, **content}
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n")


def _write(console: Console, text: str, style: str) -> None:
    console.print(Text(visible(text, newlines=True), style=style), soft_wrap=True)
