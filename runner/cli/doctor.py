"""`prebrief doctor`: what is missing before submissions can be graded in Docker, and with --fix, getting it."""

from typing import Annotated

import typer

from runner.cli.console import note, print_document, say
from runner.model import CheckFailed
from sandbox.docker import ENVIRONMENT, DockerClient, Finding, Level, examine, fix, is_complete
from sandbox.errors import SandboxError

_MARKS = {Level.OK: "ok      ", Level.NOTE: "note    ", Level.MISSING: "MISSING "}
_STYLES = {Level.OK: "green", Level.NOTE: "", Level.MISSING: "red"}


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("doctor")(doctor)


def doctor(
    *,
    fix_it: Annotated[
        bool,
        typer.Option("--fix", help="Install and start a Docker engine (Debian, Ubuntu, as root) and build the image."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Say what is missing before submissions can be graded in Docker, and how to get it."""
    failure = _fix() if fix_it else ""
    findings = examine()
    if as_json:
        print_document("doctor", {"findings": [_document(finding) for finding in findings]})
    else:
        _print(findings)
    if failure or not is_complete(findings):
        raise CheckFailed(failure or "submissions cannot be graded in Docker yet")


def _fix() -> str:
    """Put right what can be; returns why not everything could."""
    client = DockerClient()
    try:
        fix(client, ENVIRONMENT, note)
    except SandboxError as error:
        return str(error)
    finally:
        client.close()
    return ""


def _print(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        say(f"{_MARKS[finding.level]}{finding.subject}: {finding.found}", style=_STYLES[finding.level])
        if finding.remedy:
            say(f"        {finding.remedy}")


def _document(finding: Finding) -> dict[str, str]:
    return {
        "level": finding.level.value,
        "subject": finding.subject,
        "found": finding.found,
        "remedy": finding.remedy,
    }
