"""A private copy of a problem: another seed, another interface, fresh visible examples where that can be done soundly.

A public problem is a known problem. The copy is marked private in its `problem.toml`, has no lock until it is verified,
and a new digest. What a program can't do well is said, for a person to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from runner.catalog import LOCK_NAME, PROOF_NAME
from runner.model import BadInput, Problem
from runner.proving.bench import Bench
from runner.proving.equivalent import FILE
from runner.proving.fresh import changed_tests, fresh_files, names_of, noting_job
from runner.proving.renaming import Renames
from sandbox.engine import Engine

_SEED = re.compile(r"(?m)^(\s*seed\s*=\s*)\d[\d_]*")
_TITLE = re.compile(r"(?m)^(title\s*=.*)$")
_PROSE = ("brief.md", "interviewer.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """The copy's files, and what is left for a person, a sentence each."""

    files: dict[str, bytes]
    left: tuple[str, ...]


def vary(problem: Problem, renames: Renames, *, seed: int) -> Variation:
    """Return a problem's copy with other names and another seed; its visible examples are as they were."""
    if problem.private:
        raise BadInput(
            f"{problem.slug} is a private variation already: make another one of the problem that it came from"
        )
    files = {path: _varied(path, data, renames) for path, data in problem.files.items()}
    for made in (LOCK_NAME, PROOF_NAME):
        files.pop(made, None)
    files["problem.toml"] = _marked(problem, files["problem.toml"].decode("utf-8"), seed)
    return Variation(files=files, left=tuple(_left(files, renames)))


def with_fresh_examples(problem: Problem, engine: Engine, *, seed: int) -> Variation:
    """Return a copy's files with fresh visible examples; what stays as it was is left for a person."""
    changes = changed_tests(problem, seed)
    files: dict[str, bytes] = {}
    done: tuple[str, ...] = ()
    if changes:
        with Bench(engine, problem) as bench:
            files, done = fresh_files(problem, changes, bench.run(noting_job(problem, changes)))
    kept = [name for name in names_of(problem) if name not in done]
    left = []
    if done:
        left.append(
            f"brief.md, Examples: has the old numbers of: {', '.join(done)}: write the new ones there, and see "
            "that the new inputs are what the brief allows"
        )
    if kept:
        left.append(f"tests/visible: {', '.join(kept)} could not be changed soundly: give them other inputs")
    return Variation(files=problem.files | files, left=tuple(left))


def _varied(path: str, data: bytes, renames: Renames) -> bytes:
    if path.endswith((".py", ".pyi")):
        return renames.python(data)
    if path == FILE:
        return renames.words(data)
    return renames.markdown(data) if path.endswith(".md") else data


def _marked(problem: Problem, text: str, seed: int) -> bytes:
    """Return problem.toml with another seed and the mark."""
    text, seeds = _SEED.subn(rf"\g<1>{seed}", text, count=1)
    mark = "\nprivate = true                   # a variation of a problem that is public: not to be published itself"
    text, titles = _TITLE.subn(lambda found: found[1] + mark, text, count=1)
    if not seeds or not titles:
        raise BadInput(f"{problem.slug}: problem.toml has no line `seed = ...` or `title = ...` of its own to change")
    return text.encode()


def _left(files: dict[str, bytes], renames: Renames) -> list[str]:
    return [
        f"{path}: says {', '.join(words)} in prose, where it may be an ordinary word: read it"
        for path in _PROSE
        if path in files and (words := renames.prose(files[path]))
    ]
