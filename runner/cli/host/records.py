"""`prebrief export`, `audit`, `hook`: what leaves a workspace, and what was done in it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from runner.cli.console import cell, note, out, say
from runner.cli.host.desk import Workspace, lent_office

hooks = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Webhooks: who is told of every change.")


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command("export")(export)
    app.command("audit")(audit)
    app.add_typer(hooks, name="hook")


def export(
    name: Annotated[str, typer.Argument(metavar="ROUND", help="A round of the workspace.")],
    *,
    to: Annotated[Path, typer.Option("--to", help="A new folder.")],
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Hide names until the decision.")] = False,
    workspace: Workspace = None,
) -> None:
    """Write a round as files: a results folder that `report` reads, candidates.csv, and its part of the audit log."""
    with lent_office(workspace) as office:
        made = office.export(name, to, anonymous=anonymous)
    say(f"Exported {name} to {made}")
    note(f"Next: prebrief report {made}")


def audit(
    about: Annotated[str, typer.Argument(metavar="ABOUT", help="A round, or a candidate like spring/3.")] = "",
    *,
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, help="How many lines.")] = 50,
    workspace: Workspace = None,
) -> None:
    """Show who changed what, newest first. Nothing in the log is ever changed, and it names candidates by handle."""
    from runner.invitation import utc

    with lent_office(workspace) as office:
        found = office.log(about, most=last)
    table = Table("time", "who", "what", "about", "details", box=None, pad_edge=False)
    for each in found:
        details = ", ".join(f"{key}: {value}" for key, value in each.details.items() if value != "")
        table.add_row(utc(each.at), cell(each.who), cell(each.what), cell(each.about), cell(details))
    out().print(table)


@hooks.command("add")
def add(url: Annotated[str, typer.Argument(help="https://HOST/PATH")], *, workspace: Workspace = None) -> None:
    """Add a webhook. Its secret is printed once: `Prebrief-Signature` is checked with it (see the README)."""
    with lent_office(workspace) as office:
        say(office.add_hook(url))
    note("A server delivers: prebrief serve")


@hooks.command("remove")
def remove(url: Annotated[str, typer.Argument(help="As `hook list` has it.")], *, workspace: Workspace = None) -> None:
    """Remove a webhook, with what is on its way to it."""
    with lent_office(workspace) as office:
        office.remove_hook(url)
    say(f"Removed: {url}.")


@hooks.command("list")
def list_(workspace: Workspace = None) -> None:
    """List webhooks, what is on its way to each, and what went wrong last."""
    with lent_office(workspace) as office:
        found = office.hooks()
    if not found:
        say("No webhooks.")
        return
    table = Table("url", "on its way", "trouble", box=None, pad_edge=False)
    for each in found:
        table.add_row(cell(each.url), str(each.waiting), cell(each.trouble))
    out().print(table)
