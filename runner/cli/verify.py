"""`prebrief problem verify`: prove problems on their reference, starter and examples, and freeze them."""

import math
from typing import Annotated

import typer


def verify(
    problems: Annotated[
        list[str] | None, typer.Argument(help="Slugs, or folders of problems; all shipped ones without any.")
    ] = None,
    *,
    engine: Annotated[str, typer.Option(help="docker or local [default: docker, or local where it fails].")] = "",
    lanes: Annotated[
        int, typer.Option(min=1, max=64, help="How many are graded at a time; twice as many where tests mostly wait.")
    ] = 2,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; a problem.lock that would change is a failure.")
    ] = False,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Grade mutants of the reference too: each must be killed or listed.")
    ] = False,
    due: Annotated[
        int, typer.Option(min=0, help="Choose so many: what changed since it was proven, and others day by day.")
    ] = 0,
    minutes: Annotated[
        float, typer.Option(min=0, help="With --mutants: minutes a problem, in the place of its own [proof] minutes.")
    ] = 0,
    within: Annotated[
        float,
        typer.Option(
            min=0, help="Minutes for all together; with too few, examples are drawn, and mutants get a third at least."
        ),
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Prove problems and write problem.lock: structure, reference, starter, and every example submission.

    The code in a problem's folder is run: use the local engine only on problems that you trust. Exit code 0 when
    everything holds, 1 when something does not.

    \b
    Examples:
      prebrief problem verify attention
      prebrief problem verify --check        every shipped problem
      prebrief problem verify --mutants losses
      prebrief problem verify --mutants --within 60      every shipped problem in an hour
      prebrief problem verify --check --due 3      as CI does
    """
    from runner.cli.proofs import Request, verify_all  # what runs code takes its time to import

    request = Request(
        names=tuple(problems or ()),
        engine=engine,
        lanes=lanes,
        check=check,
        mutants=mutants,
        minutes=minutes,
        within=within or math.inf,
        due=due,
    )
    verify_all(request, as_json=as_json)
