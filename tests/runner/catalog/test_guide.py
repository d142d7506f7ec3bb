from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import Level, follow_ups, inspect_problem, shipped_problems
from runner.catalog.guide import check_guide
from runner.model import FollowUp, Problem
from tests.runner.grading.builders import a_problem

SHIPPED = sorted(path.parent for path in shipped_problems().glob("*/interviewer.md"))
GUIDE = """# Guide

## Plan

1. [nowhere] not a question

## Follow-ups, from easy to deep

A name in brackets is a group or a test.

1. *Why?* Because
   it is so.
2. [basics] Of a group.
- [more, test_one] Of a group and a test.
3. [a link](https://example.org) is no name.

## Signs

1. [basics] not a question either
"""


def with_guide(text: str) -> Problem:
    tests = b"def test_one(): ...\nclass TestIt:\n    def test_two(self): ...\n"
    return a_problem(files={"interviewer.md": text.encode(), "tests/hidden/test_it.py": tests})


def test_the_items_of_the_section_are_questions_with_what_they_are_about() -> None:
    assert follow_ups(with_guide(GUIDE)) == (
        FollowUp(text="*Why?* Because it is so."),
        FollowUp(text="Of a group.", about=("basics",)),
        FollowUp(text="Of a group and a test.", about=("more", "test_one")),
        FollowUp(text="[a link](https://example.org) is no name."),
    )


@pytest.mark.parametrize("text", ["", "# Guide\n\n1. [basics] no section\n", "## Follow-ups\n\nNo items.\n", "\xff"])
def test_a_guide_without_the_section_or_without_items_has_no_questions(text: str) -> None:
    assert follow_ups(with_guide(text)) == ()


def test_a_name_that_is_neither_group_nor_test_is_a_warning() -> None:
    text = "## Follow-ups\n\n1. [basics, test_one, test_two] fine\n2. [basic] misspelt\n"
    (finding,) = check_guide(with_guide(text))
    assert finding.level is Level.WARNING
    assert "[basic]" in str(finding)
    assert "basics" in finding.remedy


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_shipped_guide_has_questions_for_each_lost_group(folder: Path) -> None:
    problem, findings = inspect_problem(folder)
    assert problem is not None
    assert not [finding for finding in findings if finding.file == "interviewer.md"]
    about = {name for question in follow_ups(problem) for name in question.about}
    tests = {group.name: problem.files[group.tests].decode() for group in problem.groups}
    unasked = {
        name for name, text in tests.items() if name not in about and not any(f"def {test}(" in text for test in about)
    }
    assert len(unasked) <= 1, unasked
