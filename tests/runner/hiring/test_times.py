"""When what is possible: what people write, in the workspace's zone, and what follows from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from runner.hiring import moment
from runner.hiring.times import ends_at, planned
from runner.model import BadInput
from tests.runner.workspaces import DAY, HOUR, MINUTE, NOW

BERLIN, UTC_ZONE = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("text", "option", "meant"),
    [
        ("2027-03-01T10:00", "--start", datetime(2027, 3, 1, 9, tzinfo=UTC)),
        ("2027-07-01T10:00", "--start", datetime(2027, 7, 1, 8, tzinfo=UTC)),
        (" 2027-03-01T10:00:30Z ", "--start", datetime(2027, 3, 1, 10, 0, 30, tzinfo=UTC)),
        ("2027-03-28T02:30+01:00", "--due", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+02:00", "--due", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", "--due", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2027-03-01", "--start", datetime(2027, 2, 28, 23, tzinfo=UTC)),
        ("2027-03-01", "--due", datetime(2027, 3, 1, 22, 59, tzinfo=UTC)),
        ("2027-03-28", "--due", datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
        ("2027-03-28T01:59", "--due", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("2027-03-28T03:00", "--due", datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_the_workspaces_zone(text: str, option: str, meant: datetime) -> None:
    assert moment(text, BERLIN, option=option) == meant


@pytest.mark.parametrize("text", ["2027-03-28T02:30", "2027-03-28T02:00", "2027-03-28T02:59:59"])
def test_a_time_that_clocks_skip_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"--start '2027.*' does not exist in Europe/Berlin"):
        moment(text, BERLIN, option="--start")
    assert moment(text, UTC_ZONE, option="--start").isoformat().startswith(text)


@pytest.mark.parametrize("text", ["2026-10-25T02:30", "2026-10-25T02:00", "2026-10-25T02:59"])
def test_a_time_that_is_there_twice_asks_which(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        moment(text, BERLIN, option="--due")
    assert f"{text}+02:00 or {text}+01:00" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2027-13-01", "2027-02-29", "10:00", "2027-03-01T25:00", "0001-01-01T00:00+05:00", "9999-12-31T23:59",
     "1999-01-01", "2027-03-01T10:00\x1b[2J"],
)  # fmt: skip
def test_what_is_no_time_is_told(text: str) -> None:
    for zone in (BERLIN, ZoneInfo("America/New_York")):
        with pytest.raises(BadInput, match=r"--due '.*' is no time: give") as caught:
            moment(text, zone, option="--due")
        assert "\x1b" not in str(caught.value)


def test_without_more_said_the_brief_is_readable_at_once_and_a_week_is_given() -> None:
    assert planned(now=NOW, readable=None, starts=None, due=None, prepare_hours=24) == (NOW, NOW + DAY, NOW + 8 * DAY)


def test_a_start_in_the_past_makes_the_brief_readable_then() -> None:
    found = planned(now=NOW, readable=None, starts=NOW - HOUR, due=NOW + HOUR, prepare_hours=24)
    assert found == (NOW - HOUR, NOW - HOUR, NOW + HOUR)


@pytest.mark.parametrize(
    ("readable", "starts", "due", "said"),
    [
        (NOW + HOUR, NOW, None, "have to follow one another"),
        (None, NOW + HOUR, NOW + HOUR, "have to follow one another"),
        (None, NOW - DAY, NOW - HOUR, "which is over"),
        (None, NOW - DAY, NOW, "which is over"),
    ],
)
def test_times_out_of_order_are_refused(readable, starts, due, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        planned(now=NOW, readable=readable, starts=starts, due=due, prepare_hours=24)


def test_time_is_up_after_the_minutes_and_never_after_it_is_due() -> None:
    assert ends_at(NOW, (NOW + DAY, 60.0, 15.0)) == NOW + 75 * MINUTE
    assert ends_at(NOW + DAY - MINUTE, (NOW + DAY, 60.0, 15.0)) == NOW + DAY + 15 * MINUTE


def test_minutes_are_as_long_where_clocks_change() -> None:
    started = datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN).astimezone(UTC)
    assert ends_at(started, (started + DAY, 60.0, 0.0)) - started == timedelta(hours=1)
