"""Who is to be invited: one by one, or from a CSV file as spreadsheets write it; what is wrong is told before that."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from runner.catalog import read_file
from runner.hiring.times import moment
from runner.model import BadInput
from runner.post import checked_address

_MOST_BYTES = 16 * 1024 * 1024
_MOST_AT_ONCE = 10_000
_MOST_NAME = 200
_MOST_EXTRA = 24 * 60.0
_COLUMNS = ("name", "email", "readable", "start", "due", "extra_minutes")
_OF_TIMES = frozenset(("date", "deadline", "due", "end", "extra", "minutes", "readable", "start", "time", "until"))
_SHOWN = 10
_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody to be invited; times that are None follow from the round's."""

    name: str
    email: str
    readable: datetime | None = None
    starts: datetime | None = None
    due: datetime | None = None
    extra_minutes: float = 0.0


def guest(
    name: str,
    email: str,
    *,
    readable: datetime | None = None,
    starts: datetime | None = None,
    due: datetime | None = None,
    extra_minutes: float = 0.0,
) -> Guest:
    """Return a guest, checked; raises BadInput."""
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > _MOST_NAME or _CONTROLS.search(cleaned):
        raise BadInput(f"a name has 1 to {_MOST_NAME} letters, no controls among them; {name[:80]!r} has not")
    if not 0 <= extra_minutes <= _MOST_EXTRA:
        raise BadInput(f"extra time is 0 to {_MOST_EXTRA:g} minutes, not {extra_minutes:g}")
    return Guest(
        name=cleaned,
        email=checked_address(email, what="the address"),
        readable=readable,
        starts=starts,
        due=due,
        extra_minutes=extra_minutes,
    )


def guests_in(path: Path, zone: ZoneInfo) -> tuple[Guest, ...]:
    """Read guests from a CSV file with a header: name, email, and if wanted readable, start, due, extra_minutes.

    Raises BadInput that lists what is wrong, line by line; then nobody is invited.
    """
    try:
        text = read_file(path, most_bytes=_MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 (byte {error.start}). Save it as CSV UTF-8.") from error
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text), restkey="")
        rows = list(reader)
    except csv.Error as error:
        raise BadInput(f"{path} is no CSV: {error}") from error
    header = _header(reader.fieldnames or (), path)
    if not rows:
        raise BadInput(f"{path} names nobody: below its first line it has one line for each candidate")
    if len(rows) > _MOST_AT_ONCE:
        raise BadInput(f"{path} has {len(rows)} lines; invite at most {_MOST_AT_ONCE} at once")
    found, faults, seen = [], [], set()
    for number, row in enumerate(rows, start=2):
        try:
            each = _guest_of({key: row[name] or "" for key, name in header.items()}, zone)
        except BadInput as fault:
            faults.append(f"  row {number}: {fault}")
            continue
        if each.email in seen:
            faults.append(f"  row {number}: {each.email} is there twice")
        seen.add(each.email)
        found.append(each)
    if faults:
        more = [f"  and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        raise BadInput(
            "\n".join([f"{path} has rows that can't be used, so nobody was invited:", *faults[:_SHOWN], *more])
        )
    return tuple(found)


def _header(names: Sequence[str], path: Path) -> dict[str, str]:
    """Return what each column is called in the file; raises BadInput for those that seem to be misspelt."""
    header = {key.strip().casefold(): key for key in names if key}
    if meant := [key[:40] for key in header if key not in _COLUMNS and _seems_known(key)]:
        raise BadInput(
            f"{path} has columns that are not known here: {', '.join(meant[:_SHOWN])}. Correct the name or take the "
            f"column out, so that nobody gets other times than you meant; known are {', '.join(_COLUMNS)}"
        )
    if not {"name", "email"} <= set(header):
        raise BadInput(
            f"{path} needs a first line that names the columns: name,email (and if wanted {', '.join(_COLUMNS[2:])})"
        )
    return header


def _seems_known(column: str) -> bool:
    words = frozenset(re.split("[^a-z]+", column))
    return bool(words & _OF_TIMES or get_close_matches(column, _COLUMNS[2:], n=1, cutoff=0.75))


def _guest_of(row: dict[str, str], zone: ZoneInfo) -> Guest:
    extra = row.get("extra_minutes", "").strip()
    try:
        minutes = float(extra) if extra else 0.0
    except ValueError as error:
        raise BadInput(f"extra_minutes {extra[:40]!r} is no number") from error
    guest(row["name"], row["email"], extra_minutes=minutes)  # what is wrong with the name is told before the times

    def when(column: str) -> datetime | None:
        text = row.get(column, "").strip()
        return moment(text, zone, option=column) if text else None

    return guest(
        row["name"],
        row["email"],
        readable=when("readable"),
        starts=when("start"),
        due=when("due"),
        extra_minutes=minutes,
    )


def _dialect(text: str) -> type[csv.Dialect]:
    """Return the dialect: spreadsheets of many countries write semicolons."""
    first = text.partition("\n")[0]
    return _Semicolons if first.count(";") > first.count(",") else csv.excel


class _Semicolons(csv.excel):
    delimiter = ";"
