"""Moments and lengths of time as they are told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from runner.invitation import ASSISTANTS, Assistants, span, utc


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (-5, "0 s"), (0.6, "1 s"), (59, "59 s"), (60, "1 min"), (119, "1 min"), (3600, "1 h"),
     (7500, "2 h 5 min"), (86400, "1 d"), (90000, "1 d 1 h"), (86399.7, "1 d"), (10**7, "115 d 17 h")],
)  # fmt: skip
def test_a_length_of_time(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_a_moment_is_told_in_utc_whatever_its_zone() -> None:
    moment = datetime(2027, 3, 1, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert utc(moment) == utc(moment.astimezone(UTC)) == "2027-03-01 09:00:00 UTC"


def test_every_rule_about_assistants_has_words() -> None:
    assert set(ASSISTANTS) == set(Assistants)
