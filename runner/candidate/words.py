"""What candidates are told, as text: what is assessed first, then the times; the clock that counts is the host's."""

from __future__ import annotations

from datetime import datetime

from runner.invitation import ASSISTANTS, HandedIn, Opened, RoundInfo, Stage, Standing, Times, Told, span, utc

_APART_SECONDS = 30


def opened_text(it: Opened) -> str:
    """Return what `open` shows before the brief."""
    return "\n".join([*_round_lines(it.round), "", *times_lines(it.times, it.now)])


def times_lines(times: Times, now: datetime) -> tuple[str, ...]:
    """Return an invitation's times, and how long each is away."""
    extra = f", {times.extra_minutes:g} of them agreed extra time" if times.extra_minutes else ""
    lines = [
        f"Work may start   {utc(times.starts_at)}{_away(times.starts_at, now)}",
        f"It is due        {utc(times.due_at)}{_away(times.due_at, now)}",
        f"Once started     {times.minutes:g} minutes{extra}",
    ]
    if times.started_at is not None and times.ends_at is not None:
        lines.append(f"Started          {utc(times.started_at)}")
        lines.append(f"Time is up       {utc(times.ends_at)}{_away(times.ends_at, now)}")
    return tuple(lines)


def receipt_text(it: HandedIn) -> str:
    """Return a receipt as it is printed."""
    what = "practice submission" if it.practice else "submission"
    first = (
        f"Already there, the same byte for byte: {what} {it.number}" if it.again else f"Handed in: {what} {it.number}"
    )
    lines = [
        f"{first} of {it.handle}",
        f"  received    {utc(it.received_at)}",
        f"  digest      {it.digest}",
        f"  counts      {_counts(it)}",
        f"  time is up  {utc(it.ends_at)}",
    ]
    if it.left is not None:
        lines.append(f"  left        {it.left} more")
    return "\n".join(lines)


def standing_text(it: Standing) -> str:
    """Return what `status` shows."""
    stage = {
        Stage.OPENED: "not started",
        Stage.INVITED: "not started",
        Stage.STARTED: "the clock runs",
        Stage.OVER: "time is up, and nothing was handed in",
        Stage.WITHDRAWN: "withdrawn",
    }.get(it.stage, "handed in")
    lines = [f"{it.handle}: {it.round.label} ({it.round.title})", f"  {stage}", ""]
    lines += times_lines(it.times, it.now)
    if it.left is not None:
        lines.append(f"Left             {it.left} of {it.round.max_submissions} submissions that are graded")
    lines.append("")
    lines += [
        f"{'practice ' if each.practice else ''}submission {each.number}: {utc(each.received_at)}, {each.digest[:16]}"
        f"{', counts' if each.counts else ''}"
        for each in it.submissions
    ] or ["Nothing handed in yet."]
    return "\n".join(lines)


def feedback_text(told: tuple[Told, ...]) -> str:
    """Return what may be told: visible tests and hidden tests are always said apart."""
    lines = ["Visible tests: in your folder; run `prebrief check` for them.", "Hidden tests, not shown:"]
    if not told:
        lines.append("  nothing handed in yet")
    for each in told:
        what = f"{'practice ' if each.practice else ''}submission {each.number} ({each.digest[:12]})"
        if each.why_not:
            lines.append(f"  {what}: {each.why_not}")
            continue
        lines.append(f"  {what}:")
        lines += [f"    {line}" for line in each.hidden]
    return "\n".join(lines)


def clocks_apart(now: datetime, here: datetime) -> str:
    """Say how far this machine's clock is from the host's, "" where it does not matter."""
    apart = (here - now).total_seconds()
    if abs(apart) < _APART_SECONDS:
        return ""
    which = "ahead of" if apart > 0 else "behind"
    return f"This machine's clock is {span(abs(apart))} {which} the host's. The host's counts."


def _counts(it: HandedIn) -> str:
    if it.practice:
        return "no, it is practice; it will be graded"
    return "yes, as your last one" if it.counts else "no: what you handed in after it does, and time is up"


def _round_lines(it: RoundInfo) -> tuple[str, ...]:
    return (
        f"{it.label}: {it.title}",
        "",
        "This round assesses",
        *(f"  - {each}" for each in it.assesses),
        "It does not assess",
        *(f"  - {each}" for each in it.not_assessed),
        "",
        ASSISTANTS[it.assistants],
    )


def _away(moment: datetime, now: datetime) -> str:
    seconds = (moment - now).total_seconds()
    return f"  (in {span(seconds)})" if seconds >= 1 else f"  ({span(-seconds)} ago)" if seconds <= -1 else "  (now)"
