"""Runs in the judge: each section of the probe's report is held against the list of what a submission may."""

import json
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from solution import look

HERE = Path(__file__).parent
ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text())
PLANTED = json.loads((HERE / "planted.json").read_text())


@pytest.mark.parametrize("section", ALLOWED)
def test_section(section):
    """Nothing is seen that is not on the list, and nothing is on the list that is not seen."""
    seen = look(section)
    always = {**PLANTED.get(section, {}), **ALLOWED[section]}
    sometimes = always.pop("sometimes", {})
    always = {line: reason for line, reason in always.items() if line not in sometimes}
    unlisted = [line for line in seen if not any(fnmatchcase(line, each) for each in (*always, *sometimes))]
    unseen = [each for each in always if not any(fnmatchcase(line, each) for line in seen)]
    told = [f"not on the list: {line}" for line in unlisted] + [f"not seen: {each}" for each in unseen]
    if told:
        pytest.fail("\n".join(told))
