"""`prebrief offer`, `score`: what makes a decision quick and fair."""

from typing import TYPE_CHECKING, Annotated

import typer

from runner.cli.console import note, print_document, say
from runner.cli.host.desk import Workspace, lent_office
from runner.cli.pairs import pair
from runner.model import BadInput, OurFault

if TYPE_CHECKING:
    from runner.hiring import Panel

_WHO = typer.Argument(metavar="CANDIDATE", help="A handle like spring/3, or a mail address.")


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command("offer")(offer)
    app.command("score")(score)


def offer(
    candidate: Annotated[str, _WHO],
    *,
    by: Annotated[str, typer.Option("--by", help="When the candidate has to answer the other offer.")],
    workspace: Workspace = None,
) -> None:
    """Note a competing offer: the team is told at once, and the candidate comes first in every list and in grading.

    The team is [mail] team in prebrief.toml; a server tells its webhooks as well.
    """
    from runner.hiring import moment

    with lent_office(workspace) as office:
        told = office.offer(candidate, moment(by, office.zone(), option="--by"))
    say(f"{told.handle} goes first from now on.")
    if told.letters:
        say(f"Told: {', '.join(told.letters)}.")
    if told.trouble:
        raise OurFault("it is noted, but letters did not leave:\n" + "\n".join(f"  {each}" for each in told.trouble))
    if not told.letters:
        note("Nobody was told by mail: [mail] team in prebrief.toml is empty.", style="yellow")


def score(
    candidate: Annotated[str, _WHO],
    *,
    marks: Annotated[
        list[str] | None,
        typer.Option("--mark", metavar="LINE=LEVEL", help="A mark, from 1, on a line: its number or its name."),
    ] = None,
    notes: Annotated[
        list[str] | None,
        typer.Option("--note", metavar="LINE=TEXT", help="Why: the panel reads it, candidates never."),
    ] = None,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Score a candidate on the problem's rubric. Others' marks are shown once all of yours are given.

    Without --mark, shows the rubric and the marks that you may see.

    \b
    Example:
      prebrief score spring/3 --mark 1=3 --mark 2=4 --note '1=named the trade-off before being asked'
    """
    given = [pair(each, option="--mark", example="1=3") for each in marks or []]
    levels = {line: _level(line, text) for line, text in given}
    words = dict(pair(each, option="--note", example="1='named the trade-off'") for each in notes or [])
    with lent_office(workspace) as office:
        panel = office.score(candidate, levels, words) if levels or words else office.panel(candidate)
    if as_json:
        rows = [{"panelist": m.panelist, "line": m.line, "level": m.level, "note": m.note} for m in panel.marks]
        print_document("panel", {"handle": panel.handle, "marks": rows, "missing": list(panel.missing)})
        return
    _show(panel)


def _show(panel: "Panel") -> None:
    say(f"{panel.handle}")
    for place, line in enumerate(panel.rubric, start=1):
        say(f"\n{place}. {line.name}: {line.question}")
        for number, level in enumerate(line.levels, start=1):
            say(f"   {number}  {level}")
        for mark in (each for each in panel.marks if each.line == line.name):
            said = f": {mark.note}" if mark.note else ""
            say(f"   {mark.panelist} gave {mark.level}{said}")
    if panel.missing and panel.others:
        note(f"\n{panel.others} other(s) have scored; their marks are shown once you gave {', '.join(panel.missing)}.")
    elif panel.missing:
        note(f"\nStill to be marked by you: {', '.join(panel.missing)}")


def _level(line: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 2:
        raise BadInput(f"{line}={text[:20]!r} is no level: give a number from 1")
    return int(text)
