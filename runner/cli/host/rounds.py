"""`prebrief rounds`, `round labels`, `release`: the rounds of a workspace."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from runner.cli.console import cell, note, out, print_document, say
from runner.cli.host.desk import Workspace, lent_office, place_of, server_of
from runner.invitation import Stage

if TYPE_CHECKING:
    from runner.hiring import Topic

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What a round may be called.")
_CLOSED = (Stage.DECIDED, Stage.WITHDRAWN, Stage.FORGOTTEN)


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command("rounds")(rounds)
    app.add_typer(group, name="round")
    app.command("release")(release)


@group.callback()
def _group() -> None:
    """Keep `labels` a word of its own, though it is the only command of the group."""


@group.command("labels")
def labels(workspace: Workspace = None) -> None:
    """Print the table of labels: which topics a round's label may name, and the themes that each may hold.

    A workspace's own labels.toml adds rows to it, or replaces them by name: [[label]] with name, says, themes, and if
    wanted promises. `publish` refuses a round whose problem measures a theme that no topic of its label holds, and one
    whose label names a topic of which nothing is measured.
    """
    table = Table("topic", "a label says", "promises one of", "may hold", box=None, pad_edge=False)
    for topic in _topics(workspace):
        promises = ", ".join(topic.promises) or "what it may hold"
        table.add_row(cell(topic.name), cell(", ".join(topic.says)), cell(promises), cell(", ".join(topic.themes)))
    out().print(table)


def _topics(workspace: str | None) -> "tuple[Topic, ...]":
    """Return the table of labels, of no workspace where none is around."""
    from runner.hiring import topics
    from runner.model import BadInput

    if server_of(workspace):
        with lent_office(workspace) as office:
            return office.labels()
    try:
        return topics(place_of(workspace).labels)
    except BadInput:
        if workspace is not None:
            raise
        return topics(None)


def rounds(
    workspace: Workspace = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """List the rounds of a workspace, newest first."""
    with lent_office(workspace) as office:
        found = office.rounds()
    if as_json:
        rows = [
            {
                "round": each.name,
                "problem": each.slug,
                "label": each.label,
                "digest": each.digest,
                "candidates": each.candidates,
                "published_at": each.published_at.isoformat(),
                "released_at": each.released_at.isoformat() if each.released_at else None,
            }
            for each in found
        ]
        print_document("rounds", {"rounds": rows})
        return
    if not found:
        say("No rounds yet.")
        note("Next: prebrief publish attention")
        return
    table = Table("round", "label", "problem", "candidates", "published", "feedback", box=None, pad_edge=False)
    for each in found:
        told = "released" if each.released_at else each.release
        published = each.published_at.strftime("%Y-%m-%d")
        table.add_row(
            cell(each.name),
            cell(each.label),
            cell(f"{each.slug} {each.digest[:8]}"),
            str(each.candidates),
            published,
            told,
        )
    out().print(table)


def release(
    name: Annotated[str, typer.Argument(metavar="ROUND", help="A round of the workspace.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Let a round's candidates know what its feedback policy allows: `prebrief feedback` tells them from now on."""
    with lent_office(workspace) as office:
        made = office.release(name)
        found = office.candidates(name, anonymous=True).candidates
    say(f"Released {made.name}: of the hidden tests, candidates learn {made.hidden}.")
    now = datetime.now(UTC)
    working = sum(each.stage not in _CLOSED and (each.times.ends_at or each.times.due_at) >= now for each in found)
    if working and made.release != "at-once":
        note(f"{working} may still hand in; each of them is told once their own time is over, or you decided.")
