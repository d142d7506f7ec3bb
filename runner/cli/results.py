"""`prebrief results`: a round of the workspace at a glance, or one submission's grade in full."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from runner.cli.console import cell, columns, note, out, print_document, say
from runner.cli.host.desk import Workspace, lent_office
from runner.model import BadInput

if TYPE_CHECKING:
    from runner.hiring import CandidateInfo
    from runner.model import Grade


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("results")(results)


def results(
    place: Annotated[str, typer.Argument(metavar="ROUND", help="A round of the workspace, or a results folder.")],
    candidate: Annotated[
        str, typer.Argument(metavar="CANDIDATE", help="Only this one, in full: as the list, or grades.csv, names it.")
    ] = "",
    *,
    problem: Annotated[str, typer.Option(help="Only this problem, where a results folder holds several.")] = "",
    output: Annotated[bool, typer.Option("--output", help="Also what the tests printed.")] = False,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Hide names until the decision.")] = False,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Show a round's results, or one submission's grade: each test's verdict, points, message and counterexample.

    \b
    Examples:
      prebrief results spring --anonymous
      prebrief results spring spring/3
      prebrief results results/attention ana
    """
    if Path(place).exists():
        if not candidate:
            raise BadInput(f"{place} is a results folder: name a submission in it too, as its grades.csv does")
        _one_of_folder(Path(place), candidate, problem=problem, output=output)
        return
    if candidate:
        _one_of_round(place, candidate, workspace, output=output)
        return
    _whole_round(place, workspace, anonymous=anonymous, as_json=as_json)


def _one_of_folder(place: Path, candidate: str, *, problem: str, output: bool) -> None:
    from runner.grading import Results  # what grades takes its time to import

    read, found = Results(place), 0
    for grade in read.grades():
        if grade.candidate == candidate and problem in ("", grade.provenance.problem):
            _show(grade, output=output)
            found += 1
    if not found:
        raise BadInput(f"{read.path} has no submission called {candidate[:80]!r}. grades.csv beside it lists all.")


def _one_of_round(name: str, candidate: str, workspace: str | None, *, output: bool) -> None:
    with lent_office(workspace) as office:
        found = office.grades(name, candidate)
    if not found:
        raise BadInput(
            f"{candidate[:80]} has no grade in {name} that can be shown: it was forgotten, or not graded yet "
            f"(prebrief grade --round {name})"
        )
    for grade in found:
        _show(grade, output=output)


def _show(grade: "Grade", *, output: bool) -> None:
    from runner.report import grade_text

    say(grade_text(grade, with_output=output, columns=columns()))


def _whole_round(name: str, workspace: str | None, *, anonymous: bool, as_json: bool) -> None:
    from runner.cli.host.candidates import candidate_document

    with lent_office(workspace) as office:
        found = office.candidates(name, anonymous=anonymous)
    if as_json:
        rows = [candidate_document(each) for each in found.candidates]
        print_document("results", {"round": name, "label": found.round.label, "candidates": rows})
        return
    if not found.candidates:
        say(f"Nobody is invited to {name} yet.")
        return
    table = Table("candidate", "name", "score", "stage", "decision", "days", box=None, pad_edge=False)
    for each in found.candidates:
        table.add_row(
            cell(each.handle), cell(each.name or ("(hidden)" if anonymous else "")), _score(each), each.stage.value,
            each.decision.value if each.decision else "", "" if each.days is None else f"{each.days:.1f}",
        )  # fmt: skip
    out().print(table)
    waiting = sum(1 for each in found.candidates if each.submissions and not each.status)
    if waiting:
        note(f"{waiting} not graded yet: prebrief grade --round {name}")


def _score(it: "CandidateInfo") -> str:
    if it.score is not None:
        return f"{it.score:.1f}" if it.status == "graded" else f"{it.score:.1f} ({it.status})"
    return "-" if not it.submissions else "waiting"
