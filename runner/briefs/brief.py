"""What a brief consists of: the sheet that the kit has, `brief.md`, the starter and the visible tests. Nothing else."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from runner.model import Problem, SourceFile
from runner.plain import visible
from runner.report import read
from runner.rounds import VISIBLE, learned, sheet_of

_STARTER = "starter/"
_DEEPEST = 60  # lists in lists; what is deeper, nobody wrote to be read
_MOST_NAMES = 60
_FORMATS = {"live": "live", "take-home": "take-home", "panel": "panel interview"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A brief, ready to be written; text of the author has passed `visible`.

    `facts` are labels, each with its lines: one is a sentence, several are a list. `body` holds the tokens of
    `brief.md`, without the heading that repeats the title. `code` are headings, each with its files.
    """

    title: str
    under: str
    authors: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    body: tuple[Any, ...]
    code: tuple[tuple[str, tuple[SourceFile, ...]], ...]
    origin: str


def brief_of(problem: Problem) -> Brief:
    """Return the brief of a problem; the same problem gives the same brief."""
    sheet = sheet_of(problem)
    starter = _files(problem, _STARTER, place="")
    tests = _files(problem, VISIBLE, place=VISIBLE)
    title = visible(sheet.title)
    return Brief(
        title=title,
        under=visible(sheet.round.label),
        authors=visible(", ".join(problem.authors)),
        facts=_facts(problem, starter),
        body=_body(problem.files["brief.md"], title),
        code=tuple((name, files) for name, files in (("Starter", starter), ("Visible tests", tests)) if files),
        origin=f"{sheet.slug}, version {visible(sheet.version)}, digest {sheet.digest[:12]}",
    )


def _facts(problem: Problem, starter: tuple[SourceFile, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    sheet = sheet_of(problem)
    ahead = f"{_many(problem.prepare_hours, 'hour')} ahead with this brief, then " if problem.prepare_hours > 0 else ""
    files = " and ".join(f"`{module}.py` (or a package `{module}/`)" for module in sheet.modules)
    names = _names(starter, sheet.modules)
    facts = {
        "Round": (_FORMATS.get(sheet.round.format, visible(sheet.round.format)),),
        "Assessed": tuple(map(visible, sheet.round.assesses)),
        "Not assessed": tuple(map(visible, sheet.round.not_assessed)),
        "Time": (f"{ahead}{_many(sheet.minutes, 'minute')}",),
        "Hand in": (f"{files}, and `DECISIONS.md` beside it",),
        "Names": names if len(names) <= _MOST_NAMES else (*names[:_MOST_NAMES], "and more, as the starter has them"),
        "Limits": _limits(problem),
        "You learn": (learned(sheet.feedback),),
    }
    return tuple((label, lines) for label, lines in facts.items() if lines)


def _many(number: float, unit: str) -> str:
    return f"{number:g} {unit}" if number == 1 else f"{number:g} {unit}s"


def _limits(problem: Problem) -> tuple[str, ...]:
    limits = problem.limits
    return (
        f"{limits.wall_seconds_per_test:g} s for one test, {limits.wall_seconds_total:g} s for all",
        f"{limits.cpu_seconds:g} s of CPU",
        f"{limits.memory_mb} MiB of memory",
        f"{limits.processes} processes and threads, {limits.open_files} open files",
        f"{limits.file_size_mb} MiB of files, {limits.output_kb} KiB of output that is kept",
    )


def _body(data: bytes, title: str) -> tuple[Any, ...]:
    tokens = read(_shown(data), tables=True, deepest=_DEEPEST)
    starts = [token.type for token in tokens[:3]] == ["heading_open", "inline", "heading_close"]
    if starts and tokens[0].tag == "h1" and tokens[1].content.strip().casefold() == title.strip().casefold():
        tokens = tokens[3:]
    return tuple(tokens)


def source_text(file: SourceFile) -> str:
    """Return a file as text that can be shown; of one that is not text, how large it is."""
    return f"(not text: {len(file.data)} bytes)" if b"\0" in file.data else _shown(file.data)


def _shown(data: bytes) -> str:
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    return visible(text, newlines=True)


def _files(problem: Problem, folder: str, *, place: str) -> tuple[SourceFile, ...]:
    found = sorted(problem.under(folder).items())
    return tuple(SourceFile(path=place + path.removeprefix(folder), data=data) for path, data in found)


def _names(starter: tuple[SourceFile, ...], modules: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the starter's modules offer by a public name, each as code with the module it is in."""
    names: list[str] = []
    for file in starter:
        path = PurePosixPath(file.path)
        module = path.parent.as_posix() if path.name == "__init__.py" else path.with_suffix("").as_posix()
        if path.suffix == ".py" and module in modules:
            names += [f"`{module}.{name}`" for name in _public(file.data)]
    return tuple(names)


def _public(source: bytes) -> tuple[str, ...]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()  # broken on purpose, it may be: the brief says what is asked
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.ImportFrom) and node.level:
            names += [alias.asname or alias.name for alias in node.names]
    return tuple(dict.fromkeys(visible(name) for name in names if not name.startswith("_") and name != "*"))
