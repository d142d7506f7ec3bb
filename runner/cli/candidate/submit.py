"""`prebrief submit`: a candidate hands in, to the host of an invitation or to a folder."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from runner import candidate as mine
from runner.cli.console import note, print_document, say
from runner.model import BadInput
from runner.rounds import Kit, Pack, deliver, destination, open_kit, pack, receipt, receipt_document, receipt_text


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("submit")(submit)


def submit(
    folder: Annotated[Path, typer.Argument(help="The folder of the kit.")] = Path(),
    *,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="A round's folder or inbox, or a file ending in .zip to send; not after `open`."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="With --to: your name in the inbox; else your login name.")] = "",
    practice: Annotated[
        bool,
        typer.Option("--practice", help="After `open`: graded and never counted; also past the deadline."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Hand in what the round asks for, and get a receipt with a digest. Nothing of it is run here.

    In a folder that `prebrief open` made, it goes where the invitation came from. The same again is no second
    submission: after a lost connection, give the command once more.

    \b
    Examples:
      prebrief submit
      prebrief submit --practice
      prebrief submit --to ../inbox --name ana
      prebrief submit --to solution.zip
    """
    kit = open_kit(folder)
    if to is not None:
        if mine.is_joined(folder):
            raise BadInput("this folder has an invitation, so it is handed in where that came from: leave --to out")
        if practice:
            raise BadInput("--practice goes to the host of an invitation: leave --to out, in a folder that `open` made")
        packed = pack(kit, name or _login())
        _to_a_file(kit, packed, to, as_json=as_json)
    else:
        if not mine.is_joined(folder):
            raise BadInput(f"{folder} has no invitation: say where to hand in with --to (a round's inbox, or a .zip)")
        packed = pack(kit, "candidate")
        _to_the_host(folder, packed, practice=practice, as_json=as_json)
    for remark in packed.remarks:
        note(remark, style="yellow")


def _to_the_host(folder: Path, packed: Pack, *, practice: bool, as_json: bool) -> None:
    with mine.reached(mine.joined(folder).link) as host:
        made = host.submit(packed.data, practice=practice)
    unkept = mine.keep_receipt(folder, made)
    if as_json:
        print_document(
            "receipt",
            {
                "handle": made.handle,
                "number": made.number,
                "practice": made.practice,
                "digest": made.digest,
                "received_at": made.received_at.isoformat(),
                "again": made.again,
                "counts": made.counts,
                "left": made.left,
                "ends_at": made.ends_at.isoformat(),
                "remarks": list(packed.remarks),
            },
        )
        return
    say(mine.receipt_text(made))
    if unkept:
        note(unkept, style="yellow")
    apart = mine.clocks_apart(made.now, datetime.now(UTC))
    if apart:
        note(apart, style="yellow")


def _to_a_file(kit: Kit, packed: Pack, to: Path, *, as_json: bool) -> None:
    path, to_inbox = destination(to, packed.submission.candidate, kit.sheet)
    delivery = deliver(packed.data, path, to_inbox=to_inbox)
    made = receipt(kit.sheet, packed, delivery, at=datetime.now(UTC).isoformat(timespec="seconds"))
    if as_json:
        print_document("receipt", {**receipt_document(made), "remarks": list(packed.remarks)})
    else:
        say(receipt_text(made))


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise BadInput("This system has no login name. Say who you are with --name.") from error
