"""How far a batch is, on stderr: a bar in a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from runner.cli.console import note
from runner.grading import Progress
from runner.plain import visible

_LINE_SECONDS = 10.0
Tell = Callable[[Progress], None]


@contextmanager
def live(title: str, *, clock: Callable[[], float] = time.monotonic) -> Iterator[Tell]:
    """Lend a function that shows each progress as it comes."""
    if sys.stderr.isatty():
        with _bar(title) as tell:
            yield tell
    else:
        yield _lines(title, clock)


def progress_text(progress: Progress) -> str:
    """Return one line: how many are done and left, how many of those wait for canaries, and the time that remains."""
    kept = f" ({progress.kept} of them before)" if progress.kept else ""
    left = progress.total - progress.done
    waiting = f" ({progress.waiting} of them graded, canaries to come)" if progress.waiting else ""
    return f"{progress.done} of {progress.total} done{kept}, {left} left{waiting}{_remaining(progress)}"


def duration_text(seconds: float) -> str:
    """Return a time as people say it: "40 s", "3 min 20 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _remaining(progress: Progress) -> str:
    if progress.remaining_seconds is None or progress.done == progress.total:
        return ""
    return f", about {duration_text(progress.remaining_seconds)} remain"


def _lines(title: str, clock: Callable[[], float]) -> Tell:
    said_at = clock() - _LINE_SECONDS

    def tell(progress: Progress) -> None:
        nonlocal said_at
        if progress.done == progress.total or clock() - said_at >= _LINE_SECONDS:
            said_at = clock()
            note(f"{title}: {progress_text(progress)}")

    return tell


@contextmanager
def _bar(title: str) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    text = TextColumn("{task.fields[text]}", markup=False)
    with Bar(TextColumn("{task.description}", markup=False), BarColumn(), text, console=console) as bar:
        task = bar.add_task(visible(title), total=None, text="starting")

        def tell(progress: Progress) -> None:
            bar.update(task, total=progress.total, completed=progress.done, text=progress_text(progress))

        yield tell
