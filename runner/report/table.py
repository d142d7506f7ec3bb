"""The table of a batch in the terminal: a row per submission, a column per group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rich.table import Table
from rich.text import Text

from runner.model import Grade, GradeStatus, Verdict
from runner.report.plain import visible

_NAME_WIDTH = 44
_REASON_WIDTH = 60


def batch_table(grades: Iterable[Grade], *, title: str, notes: Mapping[str, str] | None = None) -> Table:
    """Return the table; `notes` adds a column with a text per candidate."""
    table = Table(title=Text(visible(title)), title_justify="left", box=None, pad_edge=False, header_style="bold")
    rows = list(grades)
    groups = list(dict.fromkeys(group.name for grade in rows for group in grade.groups))
    for name, justify in (("submission", "left"), ("score", "right"), *((group, "right") for group in groups)):
        table.add_column(Text(visible(name)), justify="right" if justify == "right" else "left", no_wrap=True)
    table.add_column("verdicts")
    for name in ("CPU s", "MB"):
        table.add_column(name, justify="right", no_wrap=True)
    if notes is not None:
        table.add_column("expected")
    for grade in rows:
        note = [] if notes is None else [Text(visible(notes.get(grade.candidate, "")))]
        table.add_row(*_row(grade, groups), *note)
    return table


def _row(grade: Grade, groups: list[str]) -> list[Text]:
    by_name = {group.name: group for group in grade.groups}
    cells = [Text(visible(grade.candidate)[:_NAME_WIDTH]), _score(grade)]
    for name in groups:
        group = by_name.get(name)
        cells.append(Text("" if group is None else f"{group.points:.3g}/{group.points_possible:g}"))
    peak = "" if grade.peak_bytes is None else f"{grade.peak_bytes / 2**20:.0f}"
    return [*cells, _verdicts(grade), Text(f"{grade.cpu_seconds:.2f}"), Text(peak)]


def _score(grade: Grade) -> Text:
    if grade.score is None:
        return Text("ungraded", style="yellow")
    full = grade.score >= 100 - 1e-6
    return Text(f"{grade.score:.1f}", style="green" if full else "")


def _verdicts(grade: Grade) -> Text:
    if grade.status is not GradeStatus.GRADED:
        return Text(visible(grade.reason)[:_REASON_WIDTH], style="yellow")
    counts = Counter(test.verdict for test in grade.tests)
    parts = [f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict]]
    return Text(", ".join(parts))
