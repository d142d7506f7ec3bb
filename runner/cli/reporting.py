"""What `prebrief report` was asked for, written and told."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TextIO

from runner.cli.console import note, say
from runner.grading import Results
from runner.model import BadInput, OurFault
from runner.report import (
    Source,
    file_stem,
    whole_file,
    write_all_own,
    write_csv,
    write_gradescope,
    write_junit,
    write_markdown,
    write_own,
    write_report,
)


class Format(StrEnum):
    """The formats; the value is what is written beside the results if nothing else is asked for."""

    HTML = "report.html"
    CSV = "grades.csv"
    JUNIT = "junit.xml"
    MARKDOWN = "report.md"
    GRADESCOPE = "gradescope"


_FOR_CANDIDATES = "candidates"
_NOT_YET = {"after-due": "once the round is over", "after-review": "after you have reviewed their work"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for; `candidate` and `problem` are "" for all."""

    results: Path
    formats: tuple[Format, ...]
    for_candidate: bool
    candidate: str
    problem: str
    out: Path | None
    per_page: int


def write_asked(request: Request) -> None:
    """Write each format and say where it is; raises BadInput for what does not go together."""
    if request.for_candidate and request.formats != (Format.HTML,):
        raise BadInput("--for candidate writes pages; the other formats are for interviewers: leave them away")
    if request.out is not None and len(request.formats) > 1:
        raise BadInput("--out names one file, and several formats were asked for: give one format, or no --out")
    results = Results(request.results)
    whole = Source(grades=results.grades, card=results.card, files=results.files)
    source = whole.only(problem=request.problem, candidate=request.candidate)
    if next(source.grades(), None) is None:
        raise BadInput(f"{results.path} has no such submission; grades.csv beside it lists all")
    try:
        for kind in request.formats:
            write = _write_own if request.for_candidate else partial(_write, kind)
            say(f"Written: {write(request, results.folder, source)}")
    except OSError as error:
        where = error.filename or request.out or results.folder
        raise OurFault(f"{where} can't be written: {error.strerror}. Name another place with --out.") from error


def _write(kind: Format, request: Request, folder: Path, source: Source) -> str:
    path = request.out or folder / kind.value
    match kind:
        case Format.HTML:
            pages = write_report(path, source, per_page=request.per_page)
            return f"{path} and {len(pages) - 1} pages beside it" if len(pages) > 1 else f"{path}"
        case Format.GRADESCOPE:
            return f"{path}: {write_gradescope(path, source)} submissions, each with its results.json"
        case Format.CSV:
            _whole(path, lambda out: write_csv(source.grades(), out))
        case Format.JUNIT:
            _whole(path, lambda out: write_junit(source.grades(), out))
        case Format.MARKDOWN:
            _whole(path, lambda out: write_markdown(source, out))
    return str(path)


def _write_own(request: Request, folder: Path, source: Source) -> str:
    card = source.card(next(source.grades()).provenance.problem)
    if card is not None and (when := _NOT_YET.get(card.feedback.release)):
        note(f"Candidates were told that they learn this {when}: keep these pages until then.", style="yellow")
    if not request.candidate:
        place = request.out or folder / _FOR_CANDIDATES
        return f"{place}: {write_all_own(place, source)} pages, one for each candidate"
    first = next(source.grades())
    path = request.out or folder / _FOR_CANDIDATES / f"{file_stem(first)}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_own(path, source)
    return str(path)


def _whole(path: Path, write: Callable[[TextIO], None]) -> None:
    with whole_file(path) as out:
        write(out)
