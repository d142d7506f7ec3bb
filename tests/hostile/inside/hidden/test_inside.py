"""Runs in the judge: each section of the probe's report is held against the list of what a submission may.

Sections that begin with "judge" are what this process itself sees: a worker, which handles what a candidate chose.
"""

import json
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import paths
import pytest
import seen
from solution import look

HERE = Path(__file__).parent
ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text())
PLANTED = json.loads((HERE / "planted.json").read_text())

JUDGE = {
    "status": seen.status,
    "limits": seen.limits,
    "descriptors": seen.descriptors,
    "processes": seen.processes,
    "writable": paths.writable,
}


@pytest.mark.parametrize("section", ALLOWED)
def test_section(section):
    """Nothing is seen that is not on the list, and nothing is on the list that is not seen."""
    of_judge = JUDGE.get(section.removeprefix("judge: ")) if section.startswith("judge") else None
    lines = look(section) if of_judge is None else sorted(set(of_judge()))
    always = {**PLANTED.get(section, {}), **ALLOWED[section]}
    sometimes = always.pop("sometimes", {})
    always = {line: reason for line, reason in always.items() if line not in sometimes}
    unlisted = [line for line in lines if not any(fnmatchcase(line, each) for each in (*always, *sometimes))]
    unseen = [each for each in always if not any(fnmatchcase(line, each) for line in lines)]
    told = [f"not on the list: {line}" for line in unlisted] + [f"not seen: {each}" for each in unseen]
    if told:
        pytest.fail("\n".join(told))
