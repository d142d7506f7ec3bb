"""The kill matrix in a terminal: a line per operator and per example, a column per group."""

from rich.table import Table

from runner.cli.console import cell
from runner.proving import KillMatrix, Row, by_kind


def matrix_table(matrix: KillMatrix) -> Table:
    """Return the table: for mutants how many of each operator failed in a group, for an example how many tests."""
    groups = list(dict.fromkeys(group for row in matrix.rows for group in row.groups))
    table = Table("", "killed", *groups, box=None, pad_edge=False)
    for kind, counted in sorted(by_kind(matrix.mutants).items()):
        killed = f"{counted['killed']} of {counted['all']}"
        table.add_row(cell(kind), killed, *(_number(counted.get(f"group {group}", 0)) for group in groups))
    for row in matrix.examples:
        table.add_row(cell(_short(row)), "", *(_number(row.groups.get(group, 0)) for group in groups))
    return table


def _short(row: Row) -> str:
    return row.name.removeprefix("submissions/").removesuffix(".py")


def _number(count: int) -> str:
    return str(count) if count else "."
