"""The table of a batch in the terminal: a row per submission, a column per group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.table import Table
from rich.text import Text

from runner.model import Grade, GradeStatus, Verdict
from runner.plain import is_right_to_left, visible
from runner.report.summary import FULL_SCORE

MOST_ROWS = 200
_NAME_WIDTH = 44
_REASON_WIDTH = 60
_LEFT_TO_RIGHT = "\u200e"  # seen by nobody: the numbers beside a name stay beside it


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row shows; a grade itself may be large and is not kept."""

    head: tuple[Text, Text]
    groups: dict[str, str]
    tail: tuple[Text, ...]


def batch_table(
    grades: Iterable[Grade], *, title: str, notes: Mapping[str, str] | None = None, most: int = MOST_ROWS
) -> Table:
    """Return the table; `notes` adds a column with a text per candidate.

    Past `most` rows the rest is counted, not shown: it is in the files.
    """
    rows: list[_Row] = []
    left_out = 0
    for grade in grades:
        if len(rows) < most:
            rows.append(_row(grade, notes))
        else:
            left_out += 1
    groups = list(dict.fromkeys(name for row in rows for name in row.groups))
    table = _empty(title, groups, with_notes=notes is not None)
    for row in rows:
        table.add_row(*row.head, *(Text(row.groups.get(name, "")) for name in groups), *row.tail)
    if left_out:
        table.caption = Text(f"and {left_out} more rows, in the files")
        table.caption_justify = "left"
    return table


def _empty(title: str, groups: list[str], *, with_notes: bool) -> Table:
    table = Table(title=Text(visible(title)), title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("submission", no_wrap=True)
    for name in ("score", *groups):
        table.add_column(Text(visible(name)), justify="right", no_wrap=True)
    table.add_column("verdicts")
    for name in ("CPU s", "MB"):
        table.add_column(name, justify="right", no_wrap=True)
    if with_notes:
        table.add_column("expected")
    return table


def _row(grade: Grade, notes: Mapping[str, str] | None) -> _Row:
    peak = "" if grade.peak_bytes is None else f"{grade.peak_bytes / 2**20:.0f}"
    note = () if notes is None else (Text(visible(notes.get(grade.candidate, ""))),)
    return _Row(
        head=(Text(_name(grade.candidate)), _score(grade)),
        groups={group.name: f"{group.points:.3g}/{group.points_possible:g}" for group in grade.groups},
        tail=(_verdicts(grade), Text(f"{grade.cpu_seconds:.2f}"), Text(peak), *note),
    )


def _score(grade: Grade) -> Text:
    if grade.score is None:
        return Text("ungraded", style="yellow")
    return Text(f"{grade.score:.1f}", style="green" if grade.score >= FULL_SCORE else "")


def _verdicts(grade: Grade) -> Text:
    if grade.status is not GradeStatus.GRADED:
        return Text(_cut(visible(grade.reason), _REASON_WIDTH), style="yellow")
    counts = Counter(test.verdict for test in grade.tests)
    return Text(", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict]))


def _name(candidate: str) -> str:
    name = _cut(visible(candidate), _NAME_WIDTH)
    return name + _LEFT_TO_RIGHT if is_right_to_left(name) else name


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"
