"""The example submissions of a problem and what each declares of itself in the first line of its docstring."""

import ast
import io
import tokenize
from dataclasses import dataclass
from enum import StrEnum

from runner.model import Problem, SourceFile, Verdict

_FOLDER = "submissions/"


class ExampleKind(StrEnum):
    """The folder that an example lies in, which says how it must be graded."""

    ACCEPTED = "accepted"  # every test passes; the docstring names the approach
    WRONG = "wrong"  # "<group>: <the mistake>": that group loses a test
    SLOW = "slow"  # "timeout: <why>", and nothing but timeouts is lost; or "<group>: <why>", and only that group is
    BROKEN = "broken"  # "<verdict>: <what>": every test that does not pass has that verdict, and one at least has


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleSubmission:
    """One example: `declared` is the docstring's first line, `expects` its word before the colon ("" for accepted).

    `files` have the paths that a candidate would have handed in; `path` is where the example lies in the problem.
    """

    kind: ExampleKind
    name: str
    path: str
    files: tuple[SourceFile, ...]
    declared: str
    expects: str


def example_submissions(problem: Problem) -> tuple[ExampleSubmission, ...]:
    """Return the examples by kind and name; a single file stands for the problem's first module."""
    examples: dict[tuple[ExampleKind, str], list[SourceFile]] = {}
    places: dict[tuple[ExampleKind, str], str] = {}
    for path, data in problem.under(_FOLDER).items():
        kind, rest = _kind_of(path)
        if kind is None or not rest:
            continue
        first, _, inner = rest.partition("/")
        if not inner and not first.endswith(".py"):
            continue
        key = (kind, first if inner else first.removesuffix(".py"))
        examples.setdefault(key, []).append(SourceFile(path=inner or f"{problem.modules[0]}.py", data=data))
        places[key] = f"{_FOLDER}{kind}/{first}"
    order = list(ExampleKind)
    return tuple(
        _example(key, places[key], examples[key], problem.modules)
        for key in sorted(examples, key=lambda key: (order.index(key[0]), key[1]))
    )


def strays(problem: Problem) -> tuple[str, ...]:
    """Return the paths below `submissions/` that belong to no example."""
    stray = []
    for path in problem.under(_FOLDER):
        kind, rest = _kind_of(path)
        if kind is None or ("/" not in rest and not rest.endswith(".py")):
            stray.append(path)
    return tuple(stray)


def expectation_fault(example: ExampleSubmission, groups: tuple[str, ...]) -> str:
    """Return what is wrong with what the example declares, or ""."""
    match example.kind:
        case ExampleKind.ACCEPTED:
            return ""
        case ExampleKind.WRONG:
            allowed, noun = groups, "group that must catch it"
        case ExampleKind.SLOW:
            allowed, noun = (Verdict.TIMEOUT.value, *groups), "verdict or the group that it must lose"
        case ExampleKind.BROKEN:
            allowed, noun = tuple(word.value for word in Verdict if word is not Verdict.PASSED), "verdict"
    if example.expects in allowed:
        return ""
    return f"its first docstring line must begin with the {noun} and a colon (one of: {', '.join(allowed)})"


def first_docstring_line(source: bytes) -> str:
    """Return the first line of the module docstring, "" where there is none.

    By tokens rather than by syntax tree, so that a file with a syntax error further down still tells.
    """
    try:
        for token in tokenize.generate_tokens(io.StringIO(_decoded(source)).readline):
            if token.type == tokenize.STRING:
                value = ast.literal_eval(token.string)
                return value.strip().partition("\n")[0].strip() if isinstance(value, str) else ""
            if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE):
                return ""
    except (tokenize.TokenError, SyntaxError, ValueError, MemoryError, RecursionError):
        return ""
    return ""


def _decoded(source: bytes) -> str:
    """Return the source as text, whatever its bytes are: only its first lines matter."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError:
        encoding = "utf-8"
    return source.decode(encoding, "replace")


def _kind_of(path: str) -> tuple[ExampleKind | None, str]:
    folder, _, rest = path.removeprefix(_FOLDER).partition("/")
    return (ExampleKind(folder), rest) if folder in list(ExampleKind) else (None, rest)


def _example(
    key: tuple[ExampleKind, str], place: str, files: list[SourceFile], modules: tuple[str, ...]
) -> ExampleSubmission:
    kind, name = key
    declared = first_docstring_line(_main_file(files, modules))
    word, colon, _ = declared.partition(":")
    expects = word.strip() if colon and kind is not ExampleKind.ACCEPTED else ""
    ordered = tuple(sorted(files, key=lambda file: file.path))
    return ExampleSubmission(kind=kind, name=name, path=place, files=ordered, declared=declared, expects=expects)


def _main_file(files: list[SourceFile], modules: tuple[str, ...]) -> bytes:
    by_path = {file.path: file.data for file in files}
    for module in modules:
        for path in (f"{module}.py", f"{module}/__init__.py"):
            if path in by_path:
                return by_path[path]
    sources = sorted(path for path in by_path if path.endswith(".py"))
    return by_path[sources[0]] if sources else b""
