"""`prebrief regrade`: what another version of a round's problem would change, and whether it shall."""

from typing import TYPE_CHECKING, Annotated

import typer

from runner.catalog import find_problem, load_problem
from runner.cli.console import note, say
from runner.cli.host.desk import Workspace, lent_office
from runner.model import BadInput

if TYPE_CHECKING:
    from runner.hiring import Move

_TESTS = 5


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("regrade")(regrade)


def regrade(
    name: Annotated[str, typer.Argument(metavar="ROUND", help="A round of the workspace.")],
    *,
    problem: Annotated[str, typer.Option("--with", metavar="PROBLEM", help="The changed problem: a slug or folder.")],
    preview: Annotated[
        bool, typer.Option("--preview", help="Say who moves, and by which test.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Let the new grades stand.")
    ] = False,
    why: Annotated[str, typer.Option("--why", help="With --apply: what was wrong with the old grades.")] = "",
    lanes: Annotated[int, typer.Option(min=0, max=64, help="How many at a time; 0 is one per processor.")] = 0,
    engine: Annotated[str, typer.Option(help="docker, or local: without isolation.")] = "docker",
    trust_submissions: Annotated[
        bool, typer.Option("--trust-submissions", help="Let the local engine run them: they can do anything.")
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Grade a round once more, by a changed version of its problem.

    What candidates were told, brief and kit, stays as it was published.

    \b
    Examples:
      prebrief regrade spring --with problems/attention --preview
      prebrief regrade spring --with problems/attention --apply --why 'a test wanted float32 exactly'
    """
    from functools import partial
    from pathlib import Path

    from runner.cli.engines import lent_engine
    from runner.cli.grading import Order, check_trust, options_of, watch
    from runner.hiring import apply as let_stand
    from runner.hiring import check_why
    from runner.hiring import regrade as once_more

    if preview == apply:
        raise BadInput("say --preview to see who would move, or --apply to let it stand")
    if apply:
        check_why(why)
    loaded = load_problem(find_problem(problem), need_lock=True)
    order = Order(problem=Path(name), batch=Path(name), lanes=lanes, engine=engine, trust_submissions=trust_submissions)
    check_trust(order)
    with lent_office(workspace) as office, lent_engine(engine) as lent:
        made = once_more(office.work(name), loaded, lent, options_of(order), partial(watch, title=name))
        for move in made.moves:
            _tell(move)
        say(f"{len(made.moves)} move, {made.same} stay as they are.")
        if apply:
            say(f"{let_stand(made, why)} grade(s) stand now; the old ones are kept in the history.")
        else:
            note("Nothing was changed. To let it stand: --apply --why REASON")


def _tell(move: "Move") -> None:
    def points(score: float | None) -> str:
        return "no score" if score is None else f"{score:.1f}"

    by = "" if move.before is None or move.after is None else f" ({move.after - move.before:+.1f})"
    say(f"{move.name}: {points(move.before)} -> {points(move.after)}{by}")
    for test, before, after in move.tests[:_TESTS]:
        say(f"    {test}: {before} -> {after}")
    if len(move.tests) > _TESTS:
        say(f"    and {len(move.tests) - _TESTS} more tests")
