"""`prebrief candidates`, `extend`, `withdraw`, `decide`, `forget`: the candidates of a round."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from runner.cli.console import cell, note, out, print_document, say
from runner.cli.host.desk import Workspace, lent_office
from runner.invitation import utc
from runner.model import BadInput, OurFault

if TYPE_CHECKING:
    from runner.hiring import CandidateInfo

_WHO = typer.Argument(metavar="CANDIDATE", help="A handle like spring/3, or a mail address.")


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    for command in (candidates, extend, withdraw, decide, forget):
        app.command(command.__name__)(command)


def candidates(
    name: Annotated[str, typer.Argument(metavar="ROUND", help="A round of the workspace.")],
    *,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Hide names until the decision.")] = False,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """List a round's candidates: how far each is, and by when. Whoever has a competing offer comes first."""
    with lent_office(workspace) as office:
        found = office.candidates(name, anonymous=anonymous)
    if as_json:
        print_document(
            "candidates", {"round": name, "candidates": [candidate_document(each) for each in found.candidates]}
        )
        return
    if not found.candidates:
        say(f"Nobody is invited to {name} yet.")
        note(f"Next: prebrief invite {name} --name NAME --email ADDRESS")
        return
    table = Table("candidate", "name", "stage", "due", "submissions", "practice", box=None, pad_edge=False)
    for each in found.candidates:
        due = utc(each.times.ends_at or each.times.due_at)
        table.add_row(
            cell(each.handle), cell(each.name or "(hidden)" if anonymous else each.name), each.stage.value, due,
            str(each.submissions), str(each.practice),
        )  # fmt: skip
    out().print(table)


def candidate_document(it: "CandidateInfo") -> dict[str, object]:
    """Return a row for `--json`."""
    return {
        "handle": it.handle,
        "name": it.name,
        "email": it.email,
        "stage": it.stage.value,
        "invited_at": it.invited_at.isoformat(),
        "starts_at": it.times.starts_at.isoformat(),
        "due_at": it.times.due_at.isoformat(),
        "started_at": it.times.started_at.isoformat() if it.times.started_at else None,
        "ends_at": it.times.ends_at.isoformat() if it.times.ends_at else None,
        "submissions": it.submissions,
        "practice": it.practice,
        "last_at": it.last_at.isoformat() if it.last_at else None,
        "counts": it.counts,
        "status": it.status,
        "score": it.score,
        "reason": it.reason,
        "decision": it.decision.value if it.decision else None,
        "days": round(it.days, 2) if it.days is not None else None,
    }


def extend(
    candidate: Annotated[str, _WHO],
    *,
    minutes: Annotated[float, typer.Option("--minutes", help="More time once started; moves what is due too.")] = 0.0,
    due: Annotated[str, typer.Option("--due", help="A later due date, as it shall hold.")] = "",
    workspace: Workspace = None,
) -> None:
    """Give a candidate more time, and tell them by letter. Nobody's time is ever taken away."""
    from runner.hiring import moment

    if not minutes and not due:
        raise BadInput("say how much more: --minutes 30, or --due 2027-03-12")
    with lent_office(workspace) as office:
        until = moment(due, office.zone(), option="--due") if due else None
        made = office.extend(candidate, minutes=minutes, due=until)
    times = made.times
    ends = f"; time is up at {utc(times.ends_at)}" if times.ends_at else ""
    say(f"{candidate}: {times.minutes:g} minutes once started, due by {utc(times.due_at)}{ends}.")
    if made.trouble:
        raise OurFault(f"the time is given, but no letter says so: {made.trouble}. Tell them yourself.")
    note(f"The letter that says so: {made.letter}")


def withdraw(candidate: Annotated[str, _WHO], *, workspace: Workspace = None) -> None:
    """Void a candidate's invitation. What was handed in stays."""
    with lent_office(workspace) as office:
        say(f"Withdrawn: {office.withdraw(candidate)}.")


def decide(
    candidate: Annotated[str, _WHO],
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="hire, next-round or no.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Record the decision about a candidate, and say how many days it took since the invitation."""
    from runner.hiring import Decision

    if decision not in tuple(Decision):
        raise BadInput(f"a decision is one of {', '.join(Decision)}; not {decision[:40]!r}")
    with lent_office(workspace) as office:
        days = office.decide(candidate, Decision(decision))
    say(f"{candidate}: {decision}, {days:.1f} days after the invitation.")


def forget(
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE", help="A handle or an address; not with --old.")] = "",
    *,
    old: Annotated[bool, typer.Option("--old", help="Everybody past the workspace's retention time.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    workspace: Workspace = None,
) -> None:
    """Forget who a candidate was: name, address, link, what they handed in and words about it. There is no way back.

    Times, scores and the decision stay, under the handle. The letter in outbox/ goes too; older backups, and files that
    you exported or moved, are yours to remove. Where prebrief.toml has a retention time, the server and every command
    on the workspace do it by themselves.
    """
    if bool(candidate) == old:
        raise BadInput("name one candidate, or give --old for everybody past the retention time")
    if not yes and not typer.confirm("There is no way back. Forget?"):
        raise typer.Exit(1)
    with lent_office(workspace, keep_retention=not old) as office:  # with --old, it is this command that says whom
        gone = office.forget_old() if old else (office.forget(candidate),)
    say(f"Forgotten: {', '.join(gone) or 'nobody'}.")
