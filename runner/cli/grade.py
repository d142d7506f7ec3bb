"""`prebrief grade`: grade one submission, a batch, or a round's inbox, in Docker."""

from pathlib import Path
from typing import Annotated

import typer

from runner.catalog import find_problem
from runner.cli.host.desk import Workspace
from runner.model import BadInput


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("grade")(grade)


def grade(
    problem: Annotated[str, typer.Argument(help="A slug, or the folder of a problem; not with --round.")] = "",
    submissions: Annotated[
        list[Path] | None, typer.Argument(help="What was handed in: a file, a folder, a zip or tar archive.")
    ] = None,
    *,
    batch: Annotated[
        Path | None, typer.Option("--batch", help="A folder of many submissions, one per candidate.")
    ] = None,
    round_: Annotated[
        str,
        typer.Option(
            "--round", metavar="ROUND", help="A round of the workspace: what is not graded yet; or a round's folder."
        ),
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="The results folder [default: results/PROBLEM].")] = None,
    lanes: Annotated[int, typer.Option(min=0, max=64, help="How many at a time; 0 is one per processor.")] = 0,
    submissions_per_box: Annotated[
        int, typer.Option(min=1, max=1000, help="How many submissions one box may hold; with canaries at most 20.")
    ] = 1,
    canary: Annotated[
        bool | None,
        typer.Option(
            "--canary/--no-canary",
            help="Let a known-good and a known-hostile submission ride along in each lane, outside the results: what "
            "was graded before one comes out wrong does not count  [default: where boxes are reused]",
            show_default=False,
        ),
    ] = None,
    engine: Annotated[str, typer.Option(help="docker, or local: without isolation.")] = "docker",
    trust_submissions: Annotated[
        bool, typer.Option("--trust-submissions", help="Let the local engine run a batch: its code can do anything.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Grade again what was graded before.")] = False,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Grade submissions against the hidden tests. Ctrl-C stops; the same command goes on where it stopped.

    Writes results.jsonl, grades.csv and junit.xml. Exit code 0 when everything has a grade, whatever the grades are;
    3 when something stays ungraded through no fault of the candidate; 130 when it was stopped.

    \b
    Examples:
      prebrief grade attention solution.py
      prebrief grade attention --batch inbox --out results/spring
      prebrief grade --round spring
      prebrief grade --round rounds/spring
    """
    from runner.cli.grading import Order, grade_order  # what grades takes its time to import

    given = tuple(submissions or ())
    _check_sources(problem, given, batch, round_)
    round_folder = Path(round_) if round_ and Path(round_).exists() else None
    where = Path(problem) if round_ else find_problem(problem)
    order = Order(
        problem=where,
        submissions=given,
        batch=batch,
        round_folder=round_folder,
        out=out,
        lanes=lanes,
        submissions_per_box=submissions_per_box,
        canary=canary,
        engine=engine,
        trust_submissions=trust_submissions,
        fresh=fresh,
    )
    if round_ and round_folder is None:
        from runner.cli.host.grade_round import grade_round

        grade_round(round_, order, workspace, as_json=as_json)
        return
    grade_order(order, as_json=as_json)


def _check_sources(problem: str, submissions: tuple[Path, ...], batch: Path | None, round_: str) -> None:
    if round_:
        if problem or submissions or batch is not None:
            raise BadInput("--round names problem and inbox by itself: give no PROBLEM, SUBMISSION or --batch with it")
        return
    if not problem:
        raise BadInput("no problem named: prebrief grade PROBLEM SUBMISSION..., or prebrief grade --round ROUND")
    if submissions and batch is not None:
        raise BadInput("give submissions or --batch FOLDER, not both")
    if not submissions and batch is None:
        raise BadInput("nothing to grade: name a submission, or a folder of them with --batch")
