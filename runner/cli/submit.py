"""`prebrief submit`: a candidate hands in."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from runner.cli.console import note, print_document, say
from runner.model import BadInput
from runner.rounds import deliver, destination, open_kit, pack, receipt, receipt_document, receipt_text


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("submit")(submit)


def submit(
    folder: Annotated[Path, typer.Argument(help="The folder of the kit.")] = Path(),
    *,
    to: Annotated[Path, typer.Option("--to", help="A round's folder or inbox, or a file ending in .zip to send.")],
    name: Annotated[str, typer.Option("--name", help="Your name in the inbox; your login name without it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Hand in what the round asks for, and get a receipt with a digest. Nothing of it is run.

    \b
    Examples:
      prebrief submit --to ../inbox --name ana
      prebrief submit --to solution.zip
    """
    kit = open_kit(folder)
    candidate = name or _login()
    path, to_inbox = destination(to, candidate, kit.sheet)
    packed = pack(kit, candidate)
    delivery = deliver(packed.data, path, to_inbox=to_inbox)
    made = receipt(kit.sheet, packed, delivery, at=datetime.now(UTC).isoformat(timespec="seconds"))
    if as_json:
        print_document("receipt", {**receipt_document(made), "remarks": list(packed.remarks)})
    else:
        say(receipt_text(made))
    for remark in packed.remarks:
        note(remark, style="yellow")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise BadInput("This system has no login name. Say who you are with --name.") from error
