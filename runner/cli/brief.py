"""`prebrief brief`: what candidates read before the round, to read here, to send or to print."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from runner.catalog import DRAFT_MARK, find_problem, load_problem
from runner.cli.console import note, say
from runner.model import BadInput, OurFault, Problem


class Format(StrEnum):
    """What a brief can be written as."""

    HTML = "html"
    PDF = "pdf"
    TEXT = "text"


_ENDINGS = {".html": Format.HTML, ".htm": Format.HTML, ".pdf": Format.PDF, ".txt": Format.TEXT, ".text": Format.TEXT}
_ENDING = {Format.HTML: ".html", Format.PDF: ".pdf", Format.TEXT: ".txt"}
_MOST_TOLD = 20


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("brief")(brief)


def brief(
    problem: Annotated[str, typer.Argument(help="A slug, or the folder of a problem.")],
    *,
    formats: Annotated[
        list[Format] | None,
        typer.Option("--format", help="May be given more than once. The ending of --out decides if it is not given."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="The file to write. Without it text goes to stdout, the others to SLUG.html, SLUG.pdf."
        ),
    ] = None,
) -> None:
    """Write a problem's brief as candidates get it: one HTML page, a PDF, or plain text.

    Has the title, what is assessed and what is not, times and limits, brief.md, the starter and the visible tests;
    nothing hidden.

    \b
    Examples:
      prebrief brief attention                               read it here
      prebrief brief attention --out spring.pdf
      prebrief brief attention --format html --format pdf    attention.html, attention.pdf
    """
    asked = _asked(formats or [], out)
    loaded = load_problem(find_problem(problem), need_lock=False)
    if DRAFT_MARK in loaded.files["brief.md"]:
        note("brief.md is still the draft of `problem new`: write it before candidates get it.", style="yellow")
    on_stdout = out is None and Format.TEXT in asked
    for kind in asked:
        if kind is Format.TEXT and on_stdout:
            _show(loaded)
            continue
        place = out or Path(f"{loaded.slug}{_ENDING[kind]}")
        try:
            _write(kind, loaded, place)
        except OSError as error:
            raise OurFault(f"{place} can't be written: {error.strerror}. Name another place with --out.") from error
        (note if on_stdout else say)(f"Written: {place}")


def _show(problem: Problem) -> None:
    from runner.briefs import brief_of, brief_text  # what draws takes its time to import

    say(brief_text(brief_of(problem)).removesuffix("\n"))


def _write(kind: Format, problem: Problem, place: Path) -> None:
    from runner.briefs import brief_of, brief_pdf, brief_text, write_brief_page  # the same
    from runner.report import whole_file, write_whole

    made = brief_of(problem)
    match kind:
        case Format.HTML:
            with whole_file(place) as file:
                write_brief_page(made, file)
        case Format.PDF:
            printed = brief_pdf(made)
            write_whole(place, printed.data)
            _tell_missing(printed.missing)
        case Format.TEXT:
            write_whole(place, brief_text(made).encode())


def _asked(formats: list[Format], out: Path | None) -> tuple[Format, ...]:
    """Return the formats that are asked for; BadInput where they and `--out` do not go together."""
    asked = tuple(dict.fromkeys(formats))
    if out is None:
        return asked or (Format.TEXT,)
    if len(asked) > 1:
        raise BadInput("--out names one file, and several formats were asked for: give one format, or no --out.")
    by_ending = _ENDINGS.get(out.suffix.lower())
    if not asked and by_ending is None:
        raise BadInput(f"{out} has no ending of a format: end it in .html, .pdf or .txt, or add --format.")
    if asked and by_ending not in (None, asked[0]):
        raise BadInput(f"{out} ends like another format than {asked[0]}: change the ending, or leave --format away.")
    return asked or ((by_ending,) if by_ending else ())


def _tell_missing(missing: tuple[str, ...]) -> None:
    if missing:
        shown = " ".join(missing[:_MOST_TOLD])
        more = f" and {len(missing) - _MOST_TOLD} more" if len(missing) > _MOST_TOLD else ""
        note(f"The PDF's fonts lack {shown}{more}: they are printed by their numbers. HTML has them.", style="yellow")
