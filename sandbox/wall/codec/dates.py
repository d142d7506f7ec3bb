"""Dates and times of `datetime`, with `timezone` and `ZoneInfo`.

DATE u16 u8 u8   TIME u8 u8 u8 u32 fold:u8 tz:value   DATETIME u16 u8 u8, then as TIME   TIMEDELTA i32 i32 i32
TIMEZONE offset:value name:value (None: unnamed)      ZONE text:key
"""

from __future__ import annotations

import re
import struct
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.writing import Put, Writing

ZONE_NODES = 1  # finding one takes as much time as that many ints

_DATE = struct.Struct("<HBB")
_TIME = struct.Struct("<BBBIB")
_DELTA = struct.Struct("<iii")
_ZONE_KEY = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,3}")


def _get(kind: type, *names: str) -> tuple[object, ...]:
    return tuple([kind.__dict__[name] for name in names])


_DATE_FIELDS = _get(date, "year", "month", "day")
_CLOCK = ("hour", "minute", "second", "microsecond", "fold")
_TIME_FIELDS = _get(time, *_CLOCK)
_DATETIME_FIELDS = _get(datetime, *_CLOCK)
_DELTA_FIELDS = _get(timedelta, "days", "seconds", "microseconds")
_TIME_ZONE_OF, _DATETIME_ZONE_OF = time.__dict__["tzinfo"], datetime.__dict__["tzinfo"]


def _values(fields: tuple[object, ...], value: object) -> list[int]:
    """Read the base class's own fields, whatever a subclass says they are."""
    return [field.__get__(value) for field in fields]  # type: ignore[attr-defined] # C descriptors have no useful type


def _put_date(w: Writing, value: date) -> None:
    w.out.append(tags.DATE)
    w.out += _DATE.pack(*_values(_DATE_FIELDS, value))


def _put_time(w: Writing, value: time) -> None:
    w.out.append(tags.TIME)
    w.out += _TIME.pack(*_values(_TIME_FIELDS, value))
    _put_zone_of(w, _TIME_ZONE_OF.__get__(value))


def _put_datetime(w: Writing, value: datetime) -> None:
    w.out.append(tags.DATETIME)
    w.out += _DATE.pack(*_values(_DATE_FIELDS, value))
    w.out += _TIME.pack(*_values(_DATETIME_FIELDS, value))
    _put_zone_of(w, _DATETIME_ZONE_OF.__get__(value))


def _put_zone_of(w: Writing, zone: object) -> None:
    if zone is not None and type(zone) is not timezone and type(zone) is not ZoneInfo:
        raise Refused("a time zone must be a datetime.timezone or a ZoneInfo to cross")
    w.items((zone,))


def _put_timedelta(w: Writing, value: timedelta) -> None:
    w.out.append(tags.TIMEDELTA)
    w.out += _DELTA.pack(*_values(_DELTA_FIELDS, value))


def _put_timezone(w: Writing, value: timezone) -> None:
    # Only this says whether there is a name. `timezone` can't be subclassed, so it is no method of a candidate's.
    offset, *name = value.__getinitargs__()  # type: ignore[attr-defined]  # typeshed lacks it
    w.out.append(tags.TIMEZONE)
    w.items((offset, name[0] if name else None))


def _put_zoneinfo(w: Writing, value: ZoneInfo) -> None:
    key = value.key
    if type(key) is not str or _ZONE_KEY.fullmatch(key) is None:
        raise Refused("a ZoneInfo without a plain key cannot cross")
    w.spend(ZONE_NODES)
    w.out.append(tags.ZONE)
    w.text(key)


def _take_date(r: Reading) -> date:
    return date(*r.unpack(_DATE))


def _take_time(r: Reading) -> time:
    hour, minute, second, microsecond, fold = r.unpack(_TIME)
    return time(hour, minute, second, microsecond, _take_zone_of(r), fold=fold)


def _take_datetime(r: Reading) -> datetime:
    year, month, day = r.unpack(_DATE)
    hour, minute, second, microsecond, fold = r.unpack(_TIME)
    return datetime(year, month, day, hour, minute, second, microsecond, _take_zone_of(r), fold=fold)


def _take_zone_of(r: Reading) -> tzinfo | None:
    (zone,) = r.items(1)
    if zone is not None and type(zone) is not timezone and type(zone) is not ZoneInfo:
        raise Malformed("something else stands where a time zone must")
    return zone


def _take_timedelta(r: Reading) -> timedelta:
    days, seconds, microseconds = r.unpack(_DELTA)
    if not (0 <= seconds < 86_400 and 0 <= microseconds < 1_000_000):
        raise Malformed("a timedelta is not in its normal form")
    return timedelta(days, seconds, microseconds)


def _take_timezone(r: Reading) -> timezone:
    offset, name = r.items(2)
    if type(offset) is not timedelta or (name is not None and type(name) is not str):
        raise Malformed("a time zone needs an offset and at most a name")
    return timezone(offset) if name is None else timezone(offset, name)


def _take_zoneinfo(r: Reading) -> ZoneInfo:
    r.spend(ZONE_NODES)
    key = r.name()
    if _ZONE_KEY.fullmatch(key) is None:
        raise Malformed("a time zone's key is not a plain one")
    try:
        return ZoneInfo(key)
    except (KeyError, OSError, ValueError):
        raise Refused("a time zone is not known on this side of the wall") from None


PUT: dict[type, Put] = {
    date: _put_date,
    time: _put_time,
    datetime: _put_datetime,
    timedelta: _put_timedelta,
    timezone: _put_timezone,
    ZoneInfo: _put_zoneinfo,
}
BASES = frozenset({date, time, datetime, timedelta})
TAKE: dict[int, Take] = {
    tags.DATE: _take_date,
    tags.TIME: _take_time,
    tags.DATETIME: _take_datetime,
    tags.TIMEDELTA: _take_timedelta,
    tags.TIMEZONE: _take_timezone,
    tags.ZONE: _take_zoneinfo,
}
