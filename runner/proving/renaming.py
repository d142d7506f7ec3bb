"""Rename a problem's interface in all of its files: by tokens in Python, in code marks in Markdown.

A name is renamed where it is a name of its own. After a dot it is so only if the reference has a method or field of
that name, or the object is the submission's module: `np.add` stays what it is. A keyword `name=` is renamed only if the
reference has such a parameter. Texts are renamed where they are the name and nothing else, as in `getattr(x, "name")`;
comments and docstrings where the name stands in backticks or before a parenthesis.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from runner.model import BadInput, Problem
from runner.proving.reading import names_taken

_CODE_MARKS = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]+`|(?:(?<=\n)(?: {4}|\t)[^\n]*)", re.S)
_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renames:
    """What is renamed to what; `members` are the reference's methods and fields, `parameters` its parameters."""

    names: dict[str, str]
    members: frozenset[str]
    parameters: frozenset[str]
    modules: frozenset[str]

    def python(self, data: bytes) -> bytes:
        """Return a Python file with the names changed; what can't be read as tokens comes back by words."""
        text = data.decode("utf-8", "replace")
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
        except (tokenize.TokenError, SyntaxError, IndentationError):
            return self._words(text).encode()
        lines = text.splitlines(keepends=True)
        for place in reversed(range(len(tokens))):
            token, new = tokens[place], self._token(tokens, place)
            if new != token.string:
                _replace(lines, token, new)
        return "".join(lines).encode()

    def markdown(self, data: bytes) -> bytes:
        """Return a Markdown file with the names changed in its code marks."""
        text = data.decode("utf-8", "replace")
        return _CODE_MARKS.sub(lambda found: self._words(found[0]), text).encode()

    def words(self, data: bytes) -> bytes:
        """Return a text with the names changed wherever they are words."""
        return self._words(data.decode("utf-8", "replace")).encode()

    def prose(self, data: bytes) -> tuple[str, ...]:
        """Return the old names that a Markdown file still has outside of its code marks: for a person to look at."""
        text = _CODE_MARKS.sub(" ", data.decode("utf-8", "replace"))
        return tuple(old for old in self.names if re.search(rf"\b{re.escape(old)}\b", text))

    def _token(self, tokens: list[tokenize.TokenInfo], place: int) -> str:
        token = tokens[place]
        if token.type == tokenize.NAME and token.string in self.names:
            return self.names[token.string] if self._is_ours(tokens, place) else token.string
        if token.type == tokenize.STRING:
            return self._string(token.string)
        if token.type == tokenize.COMMENT:
            return self._marked(token.string)
        return token.string

    def _is_ours(self, tokens: list[tokenize.TokenInfo], place: int) -> bool:
        old = tokens[place].string
        before = tokens[place - 1].string if place else ""
        after = tokens[place + 1].string if place + 1 < len(tokens) else ""
        if before == ".":
            owner = tokens[place - 2].string if place > 1 else ""
            return old in self.members or owner in self.modules
        if after == "=" and before in ("(", ","):
            return old in self.parameters or old in self.members
        return True

    def _string(self, text: str) -> str:
        head = re.match(r"(?i)[rbuf]*", text)
        prefix = head[0] if head else ""
        quote = '"""' if text[len(prefix) :].startswith(('"""', "'''")) else text[len(prefix) : len(prefix) + 1]
        inner = text[len(prefix) + len(quote) : -len(quote)]
        if inner in self.names:
            return text.replace(inner, self.names[inner])
        if "f" in prefix.lower():
            return _BRACES.sub(lambda found: self._words(found[0]), text)
        return self._marked(text)

    def _marked(self, text: str) -> str:
        for old, new in self.names.items():
            text = re.sub(rf"(?<=`){re.escape(old)}\b|\b{re.escape(old)}(?=\(|`)", new, text)
        return text

    def _words(self, text: str) -> str:
        for old, new in self.names.items():
            text = re.sub(rf"(?<![\w]){re.escape(old)}(?!\w)", new, text)
        return text


def renames_of(problem: Problem, names: Mapping[str, str]) -> Renames:
    """Return the renames of a problem; BadInput for a name that is not there, or one that is taken."""
    trees = [ast.parse(data) for path, data in problem.under("reference").items() if path.endswith(".py")]
    members, parameters = set(_members(trees)), set(_parameters(trees))
    known = names_taken(problem).keys() | members | parameters
    used = {name for path, data in problem.files.items() if path.endswith(".py") for name in _names(data)}
    for old, new in names.items():
        if old not in known:
            raise BadInput(f"--rename {old}={new}: no test imports {old}, and the reference has no such member")
        if not new.isidentifier() or new in used or list(names.values()).count(new) > 1:
            raise BadInput(f"--rename {old}={new}: {new!r} is no name, or taken already. Choose another.")
    return Renames(
        names=dict(names),
        members=frozenset(members),
        parameters=frozenset(parameters),
        modules=frozenset(problem.modules),
    )


def names_by_seed(problem: Problem, seed: int) -> dict[str, str]:
    """Return a new name for each that tests import: a word before functions, one after classes, chosen by the seed."""
    prefixes, suffixes = ("run", "make", "solve", "compute", "get"), ("Core", "Kit", "Unit", "Model", "Part")
    word, tail = prefixes[seed % len(prefixes)], suffixes[seed % len(suffixes)]
    taken = (name for name in names_taken(problem) if not name.startswith("_"))
    return {name: _renamed(name, word, tail) for name in taken}


def _renamed(name: str, word: str, tail: str) -> str:
    if name.isupper():
        return f"{name}_{tail.upper()}"
    return f"{name}{tail}" if name[:1].isupper() else f"{word}_{name}"


def _names(data: bytes) -> Iterator[str]:
    """Return the names in a Python file; of one that can't be read as tokens, all words."""
    text = data.decode("utf-8", "replace")
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return iter(re.findall(r"\w+", text))
    return (token.string for token in tokens if token.type == tokenize.NAME)


def _members(trees: list[ast.Module]) -> Iterator[str]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and not part.name.startswith("_"):
                        yield part.name
                    elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                        yield part.target.id


def _parameters(trees: list[ast.Module]) -> Iterator[str]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.arguments):
                yield from (
                    each.arg for each in (*node.posonlyargs, *node.args, *node.kwonlyargs) if each.arg != "self"
                )


def _replace(lines: list[str], token: tokenize.TokenInfo, new: str) -> None:
    """Put a token's new text into the lines; those of a token over several lines become one entry."""
    (first, start), (last, end) = token.start, token.end
    tail = lines[last - 1][end:]
    lines[first - 1 : last] = [lines[first - 1][:start] + new + tail, *([""] * (last - first))]
