"""The files of a results folder, each written whole: a temporary sibling, then moved into place."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from runner.model import Grade
from runner.report.csvfile import write_csv
from runner.report.junit import write_junit

Grades = Callable[[], Iterable[Grade]]


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Open a file of text that appears under its name once it is complete, or not at all."""
    with _whole(path) as out:
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        yield text
        text.flush()
        text.detach()


def write_whole(path: Path, data: bytes) -> None:
    """Write bytes to a file that appears under its name once it is complete, or not at all."""
    with _whole(path) as out:
        out.write(data)


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    sibling = path.with_name(f".{path.name}.part")
    sibling.unlink(missing_ok=True)  # what a killed run left, or a link that somebody put there
    try:
        with sibling.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        sibling.replace(path)
    except BaseException:
        sibling.unlink(missing_ok=True)
        raise


def write_results(folder: Path, grades: Grades, to_line: Callable[[Grade], str]) -> tuple[Path, ...]:
    """Write `results.jsonl`, `grades.csv` and `junit.xml`; `grades` is called once for each file."""
    results, table, junit = (folder / name for name in ("results.jsonl", "grades.csv", "junit.xml"))
    with whole_file(results) as out:
        out.writelines(to_line(grade) + "\n" for grade in grades())
    with whole_file(table) as out:
        write_csv(grades(), out)
    with whole_file(junit) as out:
        write_junit(grades(), out)
    return results, table, junit
