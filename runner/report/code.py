"""A submission's source as highlighted HTML: text and seven classes, nothing else.

Pygments reads the source; the markup is written here, line by line, so that a token can bring neither attributes nor
elements of its own. What is not text, or is very long, is said rather than shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup, escape

from runner.model import SourceFile
from runner.plain import visible

MOST_CHARACTERS = 64 * 1024
MOST_FILES = 40
_LONGEST_LINE = 2000
# By the token's type as Pygments prints it; the first that it begins with decides.
_CLASSES = (
    ("Token.Comment", "c"),
    ("Token.Literal.String.Doc", "c"),
    ("Token.Literal.String", "s"),
    ("Token.Literal.Number", "m"),
    ("Token.Keyword", "k"),
    ("Token.Operator.Word", "k"),
    ("Token.Name.Function", "f"),
    ("Token.Name.Class", "f"),
    ("Token.Name.Decorator", "d"),
    ("Token.Name.Builtin", "b"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One file, ready to be shown; `note` says what is not."""

    path: str
    lines: int
    code: Markup
    note: str = ""


def listings(files: tuple[SourceFile, ...]) -> tuple[Listing, ...]:
    """Return the files that fit; what is left out is told by the last one."""
    shown: list[Listing] = []
    left = MOST_CHARACTERS
    for file in files[:MOST_FILES]:
        shown.append(_listing(file, most=left))
        left = max(0, left - len(file.data))
    if len(files) > MOST_FILES:
        note = f"{len(files) - MOST_FILES} more files are not shown."
        shown.append(Listing(path="…", lines=0, code=Markup(""), note=note))
    return tuple(shown)


def _listing(file: SourceFile, *, most: int) -> Listing:
    path = visible(file.path)
    if b"\0" in file.data:
        return Listing(path=path, lines=0, code=Markup(""), note=f"Not text: {len(file.data)} bytes.")
    text = file.data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    note = "" if len(text) <= most else f"Cut: {len(text) - most} of {len(text)} characters are not shown."
    source = visible(text[:most], newlines=True)
    lines = _highlighted(source) if path.endswith(".py") else _plain(source)
    while lines and not lines[-1]:
        lines.pop()
    code = "".join(f"<span class=l>{line}</span>\n" for line in lines)
    return Listing(path=path, lines=len(lines), code=Markup(code), note=note)  # noqa: S704  (escaped below)


def _highlighted(source: str) -> list[str]:
    """Return the lines, escaped, each token in an element of its class; a token of several lines is closed at each."""
    if any(len(line) > _LONGEST_LINE for line in source.split("\n")):
        return _plain(source)  # generated, or made to keep a lexer busy
    from pygments.lexers.python import PythonLexer  # only reports need it

    lines: list[list[tuple[str, str]]] = [[]]
    for kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        name = _class_of(kind)
        for place, part in enumerate(value.split("\n")):
            if place:
                lines.append([])
            if part:
                lines[-1].append((name, part))
    return [_line(parts) for parts in lines]


def _line(parts: list[tuple[str, str]]) -> str:
    """Write a line, with what is of one class and lies side by side in one element."""
    written = []
    for name, run in groupby(parts, key=itemgetter(0)):
        text = escape("".join(part for _, part in run))
        written.append(f"<span class={name}>{text}</span>" if name else str(text))
    return "".join(written)


def _plain(source: str) -> list[str]:
    return [str(escape(line)) for line in source.split("\n")]


@cache
def _class_of(kind: object) -> str:
    return next((name for parent, name in _CLASSES if f"{kind}.".startswith(f"{parent}.")), "")
