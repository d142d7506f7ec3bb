"""When what is possible. All of it is UTC and the host's clock; what people write is read in the workspace's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from runner.invitation import Times, utc
from runner.model import BadInput

DAYS_TO_DO_IT = 7
_YEARS = range(2000, 3000)  # far from where a change of zone or a week more leaves the calendar


def moment(text: str, zone: ZoneInfo, *, option: str) -> datetime:
    """Read a date or a time as ISO 8601 has it; raises BadInput where there is no such time, or two of it.

    A date alone is its last minute for what is due, which callers ask for by `option`; its first for the rest.
    """
    try:
        given = datetime.fromisoformat(text.strip())
        if given.year not in _YEARS:
            raise ValueError(given)
    except ValueError as error:
        raise BadInput(
            f"{option} {text[:60]!r} is no time: give 2026-03-29, 2026-03-29T17:00 or …T17:00+02:00"
        ) from error
    if given.tzinfo is not None:
        return given.astimezone(UTC)
    if len(text.strip()) <= len("2026-03-29") and option.removeprefix("--") in ("due", "by"):
        given = given.replace(hour=23, minute=59)
    first, second = given.replace(tzinfo=zone, fold=0), given.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != given:
        raise BadInput(
            f"{option} {text[:60]!r} does not exist in {zone.key}: clocks are put forward then. Choose another."
        )
    if first.utcoffset() != second.utcoffset():
        offsets = " or ".join(f"{each.isoformat(timespec='minutes')}" for each in (first, second))
        raise BadInput(f"{option} {text[:60]!r} is there twice in {zone.key}, as clocks are put back: say {offsets}.")
    return first.astimezone(UTC)


def planned(
    *, now: datetime, readable: datetime | None, starts: datetime | None, due: datetime | None, prepare_hours: float
) -> tuple[datetime, datetime, datetime]:
    """Return when the brief is readable, when work may start and when it is due; raises BadInput out of order.

    Without more said, the brief is readable at once, work may start after the hours that the problem gives to prepare,
    and is due a week later.
    """
    read_from = readable or min(now, starts or now)
    start_from = starts or read_from + timedelta(hours=prepare_hours)
    due_at = due or start_from + timedelta(days=DAYS_TO_DO_IT)
    if not read_from <= start_from < due_at:
        raise BadInput(
            f"the brief is readable from {utc(read_from)}, work may start from {utc(start_from)}, and it is due by "
            f"{utc(due_at)}: they have to follow one another"
        )
    if due_at <= now:
        raise BadInput(f"it would be due by {utc(due_at)}, which is over. Give a later --due.")
    return read_from, start_from, due_at


def ends_at(started_at: datetime, times: tuple[datetime, float, float]) -> datetime:
    """Return when time is up: the minutes and the extra ones after the start, and never after it is due.

    `times` are due_at, minutes, extra_minutes. Extra time moves what is due as well, so that it can be used in full.
    """
    due_at, minutes, extra = times
    return min(due_at + timedelta(minutes=extra), started_at + timedelta(minutes=minutes + extra))


def times_of(
    *,
    readable_at: datetime,
    starts_at: datetime,
    due_at: datetime,
    minutes: float,
    extra_minutes: float,
    started_at: datetime | None,
) -> Times:
    """Return the times of an invitation."""
    over = None if started_at is None else ends_at(started_at, (due_at, minutes, extra_minutes))
    return Times(
        readable_at=readable_at,
        starts_at=starts_at,
        due_at=due_at + timedelta(minutes=extra_minutes),
        minutes=minutes + extra_minutes,
        extra_minutes=extra_minutes,
        started_at=started_at,
        ends_at=over,
    )
