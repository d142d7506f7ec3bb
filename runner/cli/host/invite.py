"""`prebrief invite`: candidates are invited to a round."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runner.cli.console import note, print_document, say
from runner.cli.host.desk import Workspace, lent_office
from runner.model import BadInput, OurFault

if TYPE_CHECKING:
    from runner.hiring import Sent


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("invite")(invite)


def invite(
    name: Annotated[str, typer.Argument(metavar="ROUND", help="A round of the workspace.")],
    *,
    who: Annotated[str, typer.Option("--name", help="The candidate's name.")] = "",
    email: Annotated[str, typer.Option("--email", help="The candidate's mail address.")] = "",
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="Many: name,email and if wanted readable, start, due, extra_minutes."),
    ] = None,
    readable: Annotated[str, typer.Option("--readable", help="When the brief can be read [default: now].")] = "",
    start: Annotated[
        str,
        typer.Option("--start", help="When work may start [default: after the problem's hours to prepare]."),
    ] = "",
    due: Annotated[str, typer.Option("--due", help="When it is due [default: a week after that].")] = "",
    extra_minutes: Annotated[float, typer.Option("--extra-minutes", help="Agreed extra time; moves due too.")] = 0.0,
    again: Annotated[
        list[str] | None,
        typer.Option("--again", help="A new link and letter, by handle; the old is void. Asks back the withdrawn."),
    ] = None,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Invite candidates: a letter with the brief, a calendar entry and a link goes to each.

    Times are ISO 8601; without an offset they are in the workspace's zone. The link is told here and in the letter, and
    kept nowhere. Who is invited to the round already stays as they are, so the same file can be given again.

    \b
    Examples:
      prebrief invite spring --name 'Ana Lima' --email ana@example.org --due 2027-03-12
      prebrief invite spring --csv candidates.csv --start 2027-03-01T09:00
      prebrief invite spring --again spring/3
    """
    from runner.hiring import guest, guests_in, moment

    with lent_office(workspace) as office:
        if again:
            if who or email or csv is not None or readable or start or due or extra_minutes:
                raise BadInput("--again is for who is invited already, with the times they have: give nothing else")
            _tell(office.renew(name, again), name, as_json=as_json)
            return
        if (csv is None) == (not who and not email):
            raise BadInput("say whom to invite: --name and --email, or --csv FILE")
        if csv is not None and extra_minutes:
            raise BadInput("--extra-minutes is for one candidate: give it in a column extra_minutes of the file")
        guests = [guest(who, email, extra_minutes=extra_minutes)] if csv is None else guests_in(csv, office.zone())
        sent = office.invite(
            name,
            guests,
            readable=moment(readable, office.zone(), option="--readable") if readable else None,
            starts=moment(start, office.zone(), option="--start") if start else None,
            due=moment(due, office.zone(), option="--due") if due else None,
        )
        _tell(sent, name, as_json=as_json)


def _tell(sent: "Sent", name: str, *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "handle": each.handle,
                "name": each.name,
                "email": each.email,
                "link": each.link,
                "due_at": each.times.due_at.isoformat(),
                "letter": each.letter,
            }
            for each in sent.invited
        ]
        print_document(
            "invited",
            {
                "round": name,
                "invited": rows,
                "before": list(sent.before),
                "trouble": list(sent.trouble),
                "unsent": list(sent.unsent),
                "withdrawn": list(sent.withdrawn),
            },
        )
    else:
        for each in sent.invited:
            say(f"{each.handle}  {each.email}  {each.letter or 'LETTER NOT SENT'}")
            say(f"  {each.link}")
        say(f"{len(sent.invited)} invited to {name}.")
        if sent.before:
            note(f"{len(sent.before)} had been invited before, and stay as they are: {', '.join(sent.before[:5])}")
        if sent.withdrawn:
            again = " ".join(f"--again {handle}" for handle in sent.withdrawn)
            note(f"{len(sent.withdrawn)} of them were withdrawn. To ask them back: prebrief invite {name} {again}")
        if sent.unsent:
            again = " ".join(f"--again {handle}" for handle in sent.unsent)
            note(f"{len(sent.unsent)} of them may have had no letter: prebrief invite {name} {again}", style="yellow")
    if sent.trouble:
        lines = "\n".join(f"  {each}" for each in sent.trouble[:10])
        if all(each.letter for each in sent.invited):
            raise OurFault(f"not everybody could be invited:\n{lines}\nThe same command again invites who is not.")
        handles = " ".join(f"--again {each.handle}" for each in sent.invited if not each.letter)
        raise OurFault(
            f"{sum(not each.letter for each in sent.invited)} letter(s) did not leave:\n{lines}\nThe invitations "
            f"stand. Send the links above yourself, or: prebrief invite {name} {handles}"
        )
