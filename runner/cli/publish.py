"""`prebrief publish`: freeze a problem, for a workspace or as a folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runner.catalog import DRAFT_MARK, find_problem, load_problem
from runner.cli.console import note, print_document, say
from runner.cli.host.desk import Workspace, lent_office
from runner.model import BadInput, Problem
from runner.rounds import publish as publish_folder

if TYPE_CHECKING:
    from runner.invitation import RoundInfo


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("publish")(publish)


def publish(
    problem: Annotated[str, typer.Argument(help="A slug, or the folder of a problem; its lock must be fresh.")],
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="A new folder for the round, to be passed from hand to hand.")
    ] = None,
    name: Annotated[str, typer.Option("--round", help="What the round is called [default: the problem's slug].")] = "",
    label: Annotated[str, typer.Option("--label", help="What candidates read first [default: the problem's].")] = "",
    assistants: Annotated[
        str, typer.Option("--assistants", help="AI assistants: allowed, allowed-if-told or not-allowed.")
    ] = "allowed-if-told",
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Publish a round: freeze a problem, so that all its candidates meet the same, whatever happens to it later.

    In a workspace, candidates are invited to it next. With --to it is a folder: the candidate's kit as a folder and as
    kit.zip, an inbox, and the frozen problem. A round is refused if its label promises another interview than its tests
    measure (`prebrief round labels`).

    \b
    Examples:
      prebrief publish attention --round spring
      prebrief publish attention --round spring --label 'Live coding: transformers' --assistants not-allowed
      prebrief publish attention --to rounds/spring
    """
    loaded = load_problem(find_problem(problem), need_lock=True)
    if DRAFT_MARK in loaded.files["brief.md"]:
        note("brief.md is still the draft of `problem new`: write it before candidates get the kit.", style="yellow")
    if to is None:
        _in_workspace(loaded, workspace, name=name or loaded.slug, label=label, assistants=assistants, as_json=as_json)
        return
    if name or label or workspace is not None:
        raise BadInput("--to makes a folder, which has the problem's own name and label: leave --round, --label out")
    _as_folder(loaded, to, as_json=as_json)


def _in_workspace(
    problem: Problem, workspace: str | None, *, name: str, label: str, assistants: str, as_json: bool
) -> None:
    from runner.invitation import Assistants

    if assistants not in tuple(Assistants):
        raise BadInput(f"--assistants is one of {', '.join(Assistants)}; not {assistants[:40]!r}")
    with lent_office(workspace) as office:
        made = office.publish(problem, name=name, label=label, assistants=Assistants(assistants))
    if as_json:
        print_document("round", {"round": made.name, "problem": made.slug, "digest": made.digest, "label": made.label})
        return
    _tell(made)


def _tell(made: "RoundInfo") -> None:
    say(f"Published {made.title} (digest {made.digest[:12]}) as round {made.name}")
    say(f"  label         {made.label}")
    say(f"  assesses      {'; '.join(made.assesses)}")
    say(f"  not assessed  {'; '.join(made.not_assessed)}")
    note(f"Next: prebrief invite {made.name} --name NAME --email ADDRESS")


def _as_folder(problem: Problem, to: Path, *, as_json: bool) -> None:
    made = publish_folder(problem, to)
    if as_json:
        paths = {"folder": made.folder, "kit": made.kit, "kit_zip": made.kit_zip, "inbox": made.inbox}
        places: dict[str, object] = {name: str(path) for name, path in paths.items()}
        print_document("round", {**places, "problem": problem.slug, "digest": made.digest})
        return
    say(f"Published {problem.title} (digest {made.digest[:12]}) to {made.folder}")
    say(f"  {made.kit_zip}  what candidates get")
    say(f"  {made.inbox}  where their submissions go")
    note(f"Next: give candidates kit.zip; then prebrief grade --round {made.folder}")
