"""A panel's marks on the problem's rubric. Each panelist scores before seeing the others; then all see all.

A mark is one level of one line of the rubric, from 1, with a note. Who has marked every line sees everybody's marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from runner.hiring.desk import Desk, log
from runner.hiring.publishing import frozen_problem
from runner.hiring.rows import candidate_named, handle_of
from runner.model import BadInput, Rubric
from runner.workspace import CandidateRow, MarkRow

_MOST_NOTE = 4000
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One panelist's mark on one line."""

    panelist: str
    line: str
    level: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What a panelist may see: the rubric, the own marks, and everybody's once the own are complete.

    `others` is how many further panelists have begun; `missing` are the lines that the panelist has not marked.
    """

    handle: str
    rubric: tuple[Rubric, ...]
    marks: tuple[Mark, ...]
    missing: tuple[str, ...]
    others: int


def panel_of(desk: Desk, candidate: str) -> Panel:
    """Return what the one at the desk may see of a candidate's marks."""
    handle, rubric = _rubric(desk, candidate)
    with desk.database.reading() as session:
        return _panel(session, desk, candidate_named(session, candidate), handle, rubric)


def score(desk: Desk, candidate: str, levels: Mapping[str, int], *, notes: Mapping[str, str] | None = None) -> Panel:
    """Give marks to lines by name or number; one that was marked already is marked anew until the decision.

    Returns what may be seen now.
    """
    handle, rubric = _rubric(desk, candidate)
    lines = {each.name: each for each in rubric}
    levels, notes = _by_name(lines, levels), _by_name(lines, notes or {})
    _check(lines, levels, notes)
    with desk.database.writing() as session:
        row = candidate_named(session, candidate, lock=True)
        if row.decision is not None or row.forgotten_at is not None:
            raise BadInput(f"{handle} is decided: marks stay as they are")
        there = {each.line: each for each in _own(session, row, desk.who)}
        for name in notes:
            if name not in levels and name not in there:
                raise BadInput(f"{name} has a note and no mark: give --mark '{name}=LEVEL' too")
        changed = False
        for name in dict.fromkeys((*levels, *notes)):
            mark = there.get(name) or MarkRow(candidate_id=row.id, panelist=desk.who, line=name, level=0, note="")
            given = (levels.get(name, mark.level), notes.get(name, mark.note))
            if given != (mark.level, mark.note):
                (mark.level, mark.note), mark.marked_at, changed = given, desk.now(), True
                session.add(mark)
        if changed:
            session.flush()
            log(session, desk, "score", handle, {"levels": dict(sorted(levels.items())), "notes": sorted(notes)})
        return _panel(session, desk, row, handle, rubric)


def _by_name(lines: Mapping[str, Rubric], given: Mapping[str, _Given]) -> dict[str, _Given]:
    """Return what was given by names of lines, or by their numbers from 1; raises BadInput where one is there twice."""
    named: dict[str, _Given] = {}
    numbers = {str(number): name for number, name in enumerate(lines, start=1)}
    for said, value in given.items():
        name = said if said in lines else numbers.get(said, said)
        if name in named:
            raise BadInput(f"{name!r} is given twice, once by its number")
        named[name] = value
    return named


def _check(lines: Mapping[str, Rubric], levels: Mapping[str, int], notes: Mapping[str, str]) -> None:
    for name in (*levels, *notes):
        if name not in lines:
            known = ", ".join(f"{number}: {line}" for number, line in enumerate(lines, start=1))
            raise BadInput(f"the rubric has no line {name[:60]!r}; it has {known or 'none'}")
    for name, level in levels.items():
        most = len(lines[name].levels)
        if not 1 <= level <= most:
            raise BadInput(f"{name} is marked from 1 to {most}, not {level}")
    if any(len(note) > _MOST_NOTE for note in notes.values()):
        raise BadInput(f"a note has at most {_MOST_NOTE} letters")


def _rubric(desk: Desk, candidate: str) -> tuple[str, tuple[Rubric, ...]]:
    with desk.database.reading() as session:
        row = candidate_named(session, candidate)
        handle, name = handle_of(row), row.round.name
    with frozen_problem(desk, name) as problem:
        return handle, problem.rubric


def _own(session: Session, row: CandidateRow, who: str) -> list[MarkRow]:
    query = select(MarkRow).where(MarkRow.candidate_id == row.id, MarkRow.panelist == who)
    return list(session.scalars(query))


def _panel(session: Session, desk: Desk, row: CandidateRow, handle: str, rubric: tuple[Rubric, ...]) -> Panel:
    query = select(MarkRow).where(MarkRow.candidate_id == row.id).order_by(MarkRow.panelist, MarkRow.id)
    found = [
        Mark(panelist=each.panelist, line=each.line, level=each.level, note=each.note)
        for each in session.scalars(query)
    ]
    own = {each.line for each in found if each.panelist == desk.who}
    missing = tuple(each.name for each in rubric if each.name not in own)
    shown = tuple(each for each in found if each.panelist == desk.who or not missing)
    others = len({each.panelist for each in found} - {desk.who})
    return Panel(handle=handle, rubric=rubric, marks=shown, missing=missing, others=others)
