"""`prebrief serve`, `key`: a workspace over HTTP, and who may use it."""

import logging
from contextlib import ExitStack
from typing import Annotated

import typer
from rich.table import Table

from runner.cli.console import cell, note, out, say
from runner.cli.host.desk import Folder, Workspace, lent_desk, lent_office
from runner.model import BadInput

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="API keys of interviewers for the server.")


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command("serve")(serve)
    app.add_typer(group, name="key")


def serve(
    *,
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="On which port.")] = 8370,
    lanes: Annotated[
        int, typer.Option("--lanes", min=0, max=64, help="Grade what comes in, so many at a time; 0: `grade` does.")
    ] = 0,
    engine: Annotated[str, typer.Option(help="docker, or local: without isolation.")] = "docker",
    trust_submissions: Annotated[
        bool, typer.Option("--trust-submissions", help="Let the local engine grade: submissions can do anything.")
    ] = False,
    workspace: Folder = None,
) -> None:
    """Serve a workspace over HTTP: candidates submit to it, interviewers use it by API keys. Ctrl-C stops.

    Requests under way are answered first. Put a proxy with TLS in front, and write its address as `server` into
    prebrief.toml: links in letters begin with it. /openapi.json is the API; /health and /metrics are for operators.

    \b
    Example:
      prebrief serve --port 8370 --lanes 2
    """
    if lanes and engine == "local" and not trust_submissions:
        raise BadInput("the local engine runs submissions without isolation: use Docker, or say --trust-submissions")
    told = logging.getLogger("prebrief")
    told.setLevel(logging.INFO)
    told.addHandler(logging.StreamHandler())
    with lent_desk(workspace) as desk, ExitStack() as stack:
        from runner.cli.engines import lent_engine
        from runner.server import serve as run

        lent = stack.enter_context(lent_engine(engine)) if lanes else None
        note(f"{desk.place.name} on http://{host}:{port} (API: /openapi.json), {_lanes(lanes)}. Ctrl-C stops.")
        run(desk, host=host, port=port, lanes=lanes, engine=lent)


@group.command("make")
def make(
    name: Annotated[str, typer.Argument(help="Whose it is: the audit log says so.")],
    *,
    role: Annotated[str, typer.Option("--role", help="owner, interviewer, panelist or recruiter.")] = "interviewer",
    workspace: Workspace = None,
) -> None:
    """Make an API key. It is printed once, and kept as a hash."""
    from runner.hiring import Role

    if role not in tuple(Role):
        raise BadInput(f"--role is one of {', '.join(Role)}; not {role[:40]!r}")
    with lent_office(workspace) as office:
        say(office.make_key(name, Role(role)))


@group.command("void")
def void(name: Annotated[str, typer.Argument(help="As `key list` names it.")], *, workspace: Workspace = None) -> None:
    """Void an API key, for good."""
    with lent_office(workspace) as office:
        office.void_key(name)
    say(f"Void: {name}.")


@group.command("list")
def list_(workspace: Workspace = None) -> None:
    """List API keys with their roles."""
    with lent_office(workspace) as office:
        found = office.keys()
    if not found:
        say("No keys yet.")
        return
    table = Table("name", "role", "made", "by", "", box=None, pad_edge=False)
    for each in found:
        made = each.made_at.strftime("%Y-%m-%d")
        table.add_row(cell(each.name), each.role.value, made, cell(each.made_by), "void" if each.void else "")
    out().print(table)


def _lanes(lanes: int) -> str:
    return {0: "grades nothing itself", 1: "grades one submission at a time"}.get(lanes, f"grades {lanes} at a time")
