"""Mutants that a problem lists as equivalent: `proof/equivalent.toml`, matched by what they change.

    [[equivalent]]
    operator = "NumberReplacer"                  # as `verify --mutants` names it
    was = "size = max(1, n // 2)"                # the line before, and after, without its indentation
    becomes = "size = max(2, n // 2)"
    reason = "n is at least 4 here: the caller checks it"

The line's number is not asked for, so that edits elsewhere leave an entry true; spaces within the lines do not count.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from runner.catalog import Finding, Table
from runner.model import Problem, ProblemInvalid
from runner.proving.mutants import Mutant, Reference

FILE = "proof/equivalent.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """One entry: a change that no caller can tell, and why."""

    operator: str
    was: str
    becomes: str
    reason: str

    def fits(self, mutant: Mutant) -> bool:
        """Whether the mutant is what this entry speaks of."""
        return (
            self.operator == mutant.spot.operator
            and _words(self.was) == _words(mutant.was)
            and _words(self.becomes) == _words(mutant.becomes)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry with the mutants that it speaks of."""

    entry: Equivalent
    mutants: tuple[Mutant, ...]


def listed_equivalents(problem: Problem) -> tuple[Equivalent, ...]:
    """Return the entries of a problem, () where there are none; ProblemInvalid where the file can't be read."""
    data = problem.files.get(FILE)
    if data is None:
        return ()
    try:
        values = tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise ProblemInvalid(f"{problem.slug}: {FILE} is not TOML: {error}. Correct the syntax there.") from error
    findings: list[Finding] = []
    root = Table(values, file=FILE, where="", findings=findings)
    entries = tuple(_entry(table) for table in root.tables("equivalent", required=True))
    root.finish()
    if findings:
        raise ProblemInvalid("\n".join([f"{problem.slug}: {FILE} can't be used:", *(f"  {each}" for each in findings)]))
    return entries


def found(entries: Iterable[Equivalent], reference: Reference) -> tuple[Listed, ...]:
    """Return the entries with all mutants of the reference that they fit."""
    spots = reference.spots()
    matched = []
    for entry in entries:
        near = (spot for spot in spots if spot.operator == entry.operator and _words(spot.was) == _words(entry.was))
        made = (reference.mutant(spot) for spot in near)
        matched.append(
            Listed(entry=entry, mutants=tuple(each for each in made if each is not None and entry.fits(each)))
        )
    return tuple(matched)


def _entry(table: Table) -> Equivalent:
    value = Equivalent(
        operator=table.text("operator"),
        was=table.text("was"),
        becomes=table.line("becomes"),
        reason=table.text("reason"),
    )
    table.finish()
    return value


def _words(text: str) -> str:
    return "".join(text.split())
