"""The sheet and the record: what is written is what is read."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.model import BadInput, Feedback
from runner.rounds.round_file import (
    ROUND_FILE,
    RoundRecord,
    is_kit,
    is_round,
    read_record,
    read_sheet,
    record_text,
    sheet_of,
    sheet_text,
)

RECORD = RoundRecord(slug="x", title='"A" \\ \n é', label="l", digest="00", published_at="now", prebrief="0")


@pytest.mark.parametrize("most", [None, 3])
def test_a_sheet_survives_its_file(problem, tmp_path: Path, most: int | None) -> None:
    feedback = Feedback(hidden="names", release="at-once", max_submissions=most)
    sheet = replace(sheet_of(problem), title='A "title" with \\ and \x7f and é', feedback=feedback)
    (tmp_path / ROUND_FILE).write_text(sheet_text(sheet))
    assert read_sheet(tmp_path) == sheet
    assert (is_kit(tmp_path), is_round(tmp_path)) == (True, False)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_survives(text: str) -> None:
    values = tomllib.loads(record_text(replace(RECORD, title=text)))
    assert values["frozen"]["title"] == text


def test_a_record_survives_its_file(tmp_path: Path) -> None:
    (tmp_path / ROUND_FILE).write_text(record_text(RECORD))
    assert read_record(tmp_path) == RECORD
    assert (is_kit(tmp_path), is_round(tmp_path)) == (False, True)


def test_the_sheet_says_what_is_assessed_and_what_not(problem) -> None:
    values = tomllib.loads(sheet_text(sheet_of(problem)))
    assert values["round"]["assesses"] == list(problem.round.assesses)
    assert values["round"]["not_assessed"] == list(problem.round.not_assessed)
    assert values["limits"]["memory_mb"] == 256
    assert values["feedback"] == {"hidden": "counts", "release": "after-review"}
    assert "seed" not in str(values)
    assert "group" not in values


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("memory_mb = 256", "memory_mb = -1", "memory_mb: is -1, out of range"),
        ("memory_mb = 256", "memory = 256", "Did you mean memory_mb"),
        ('modules = ["solution"]', 'modules = ["../x"]', "no module name"),
        ("format = 1", "format = 9", "format"),
        ("[limits]", "[limits", "not TOML"),
        ('kind = "kit"', "", "not that of a kit"),
    ],
)
def test_a_sheet_that_was_edited_badly_is_told(problem, tmp_path: Path, old: str, new: str, said: str) -> None:
    text = sheet_text(sheet_of(problem))
    assert old in text
    (tmp_path / ROUND_FILE).write_text(text.replace(old, new, 1))
    with pytest.raises(BadInput, match=said):
        read_sheet(tmp_path)
