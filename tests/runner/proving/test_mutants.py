"""Mutants change one place of a reference that could matter, and have names that say which."""

import builtins
import sys
from dataclasses import replace

import pytest

from runner.catalog import load_problem
from runner.model import BadInput
from runner.proving import mutants
from runner.proving.draw import draw, in_order
from runner.proving.equivalent import found, listed_equivalents
from runner.proving.mutants import MISSING, Reference

SOURCE = '''"""A module with 3 words."""

from __future__ import annotations

import dataclasses
import typing as t
from collections.abc import Mapping

__all__ = ["scaled"]
Number = int | float
Table = dict[str, float | None]
Weights = Mapping[int, float] | t.Literal["balanced"] | None


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """Box 1."""

    size: int | None = 2


def scaled(value: int | float, *, by: Number = 3) -> float | None:
    """Return 4."""
    if value < 0:
        raise ValueError(f"value is {value - 1}")
    return value * by


if __name__ == "__main__":
    print(scaled(5))
'''


@pytest.fixture
def problem(make_problem):
    """Return a function that makes the skeleton with another reference."""
    loaded = load_problem(make_problem(), need_lock=False)

    def problem(source=SOURCE, **files):
        changed = {"reference/solution.py": source, **files}
        return replace(loaded, files=loaded.files | {path: text.encode() for path, text in changed.items()})

    return problem


def changes(reference: Reference) -> set[tuple[str, str]]:
    made = (reference.mutant(spot) for spot in reference.spots())
    return {(each.was, "".join(each.becomes.split())) for each in made if each is not None}


def test_only_places_that_could_matter_are_changed(problem):
    changed = {was for was, _ in changes(Reference(problem()))}
    assert changed == {
        "@dataclasses.dataclass(frozen=True, slots=True)",  # taken away whole, its options are left
        "size: int | None = 2",
        "def scaled(value: int | float, *, by: Number = 3) -> float | None:",
        "if value < 0:",
        "return value * by",
    }


def test_an_annotation_stays_where_its_default_is_changed(problem):
    said = {now for was, now in changes(Reference(problem())) if was.startswith("size")}
    assert said == {"size:int|None=3", "size:int|None=1"}


def test_every_mutant_compiles_and_keeps_the_lines(problem):
    reference = Reference(problem("def twice(x):\n    return x * 2 if x is not None else -0\n"))
    made = [(spot, reference.mutant(spot)) for spot in reference.spots()]
    assert any(mutant is not None for _, mutant in made)
    for _, mutant in made:
        if mutant is not None:
            compile(mutant.source, "solution.py", "exec")
            assert mutant.source.count("\n") == 2


def test_equality_is_not_tried_as_identity(problem):
    reference = Reference(problem("def same(x, y):\n    return x == y\n"))
    operators = {spot.operator for spot in reference.spots()}
    assert "ReplaceComparisonOperator_Eq_NotEq" in operators
    assert not [name for name in operators if "_Is" in name]


def test_a_mutant_is_named_by_line_operator_and_occurrence(problem):
    reference = Reference(problem("def f(x):\n    return x + 1, x + 2\n"))
    names = [spot.name for spot in reference.spots() if spot.operator == "NumberReplacer"]
    assert names == [
        "solution.py:2:NumberReplacer",
        "solution.py:2:NumberReplacer.1",
        "solution.py:2:NumberReplacer.2",
        "solution.py:2:NumberReplacer.3",
    ]


def test_a_mutant_is_handed_in_with_the_other_files_of_the_reference(problem):
    loaded = problem(
        "from helper import f\n\n\ndef g(x):\n    return f(x) + 1\n", **{"reference/helper.py": "f = abs\n"}
    )
    mutant = draw(Reference(loaded), 1)[0]
    files = {file.path: file.data for file in mutant.submission(loaded).files}
    assert files == {"helper.py": b"f = abs\n", "solution.py": mutant.source.encode()}
    assert mutant.diff.startswith("- return f(x) + 1\n+ return f(x)")


def test_every_place_is_drawn_once_before_any_is_drawn_twice(problem):
    reference = Reference(problem("def f(x):\n    return x + x\n\n\ndef g(x):\n    return not x\n"))
    first = in_order(reference.spots())[:2]
    assert {spot.line for spot in first} == {2, 6}


def test_an_edit_elsewhere_draws_the_same_mutants_again(problem):
    source = "def f(x):\n    return x + 1\n\n\ndef g(x):\n    return x * 3\n"
    before = draw(Reference(problem(source)), 5)
    after = draw(Reference(problem(f"import math\n\n\n{source}")), 5)
    assert [(each.was, each.becomes) for each in before] == [(each.was, each.becomes) for each in after]


def test_an_entry_fits_by_its_line_wherever_that_stands(problem):
    entry = '[[equivalent]]\noperator = "NumberReplacer"\nwas = "return x + 1"\nbecomes = "return x+2"\nreason = "it"\n'
    loaded = problem(
        "def f(x):\n    return x + 1\n\n\ndef g(x):\n    return x + 1\n", **{"proof/equivalent.toml": entry}
    )
    (listed,) = found(listed_equivalents(loaded), Reference(loaded))
    assert [mutant.spot.line for mutant in listed.mutants] == [2, 6]


def test_a_list_that_lacks_a_reason_is_refused_by_name(problem):
    entry = '[[equivalent]]\noperator = "NumberReplacer"\nwas = "x"\nbecomes = ""\n'
    with pytest.raises(BadInput, match="reason"):
        listed_equivalents(problem(**{"proof/equivalent.toml": entry}))


def test_without_cosmic_ray_one_sentence_says_what_to_install(problem, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("cosmic_ray"):
            raise ImportError(name)
        return real(name, *rest)

    mutants._operators.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    for name in [name for name in sys.modules if name.startswith("cosmic_ray")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(BadInput, match="prebrief\\[mutants\\]"):
        Reference(problem()).spots()
    assert "\n" not in MISSING
