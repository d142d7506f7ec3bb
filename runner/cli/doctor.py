"""`prebrief doctor`: what is missing before submissions can be graded in Docker, and with --fix, getting it."""

from typing import Annotated

import typer

from runner.cli.console import note, print_document, say
from runner.model import CheckFailed
from sandbox.errors import SandboxError

_MARKS = {"ok": "ok      ", "note": "note    ", "missing": "MISSING "}
_STYLES = {"ok": "green", "note": "", "missing": "red"}


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("doctor")(doctor)


def doctor(
    *,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Install and start a Docker engine (Debian, Ubuntu, as root) and build the image."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Say what is missing before submissions can be graded in Docker, and how to get it."""
    from sandbox.docker import examine, is_complete  # the SDK takes its time to import, and only this command needs it

    failure = _fix() if fix else ""
    findings = examine()
    rows = [
        {"level": one.level.value, "subject": one.subject, "found": one.found, "remedy": one.remedy} for one in findings
    ]
    if as_json:
        print_document("doctor", {"findings": rows})
    else:
        _print(rows)
    if failure or not is_complete(findings):
        raise CheckFailed(failure or "submissions cannot be graded in Docker yet")


def _fix() -> str:
    """Put right what can be; returns why not everything could."""
    from sandbox.docker import ENVIRONMENT, DockerClient, fix  # as above

    client = DockerClient()
    try:
        fix(client, ENVIRONMENT, note)
    except SandboxError as error:
        return str(error)
    finally:
        client.close()
    return ""


def _print(rows: list[dict[str, str]]) -> None:
    for row in rows:
        say(f"{_MARKS[row['level']]}{row['subject']}: {row['found']}", style=_STYLES[row["level"]])
        if row["remedy"]:
            say(f"        {row['remedy']}")
