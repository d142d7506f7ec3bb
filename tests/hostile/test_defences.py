"""The catalogue of defences is true: each can be switched off as it says, and attacks and defences know each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.defence import ROOT, Change, Defence, defences, off
from tests.hostile.sabotage import meeting
from tests.hostile.technique import Technique, techniques

ALL, KNOWN = techniques(), defences()
DIFFERENT = 100


@pytest.mark.parametrize("technique", ALL, ids=lambda each: each.name)
def test_a_technique_names_defences_that_there_are(technique: Technique) -> None:
    assert technique.defences
    assert [name for name in technique.defences if name not in KNOWN] == []


@pytest.mark.parametrize("defence", KNOWN.values(), ids=lambda each: each.name)
def test_a_defence_is_met_by_a_technique(defence: Defence) -> None:
    assert meeting(defence, ALL)


@pytest.mark.parametrize("name", KNOWN)
def test_what_switches_a_defence_off_is_in_the_source_once(name: str, tmp_path: Path) -> None:
    for change in off(name, KNOWN):
        copy = tmp_path / change.file
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / change.file).read_bytes())
        assert change.before != change.after
        change.apply(tmp_path)
        compile(copy.read_bytes(), change.file, "exec") if copy.suffix == ".py" else None


def test_at_least_a_hundred_techniques_differ_in_the_defence_that_they_meet() -> None:
    """As many as there are pairs of a technique and a defence that no other pair shares a member with."""
    taken: dict[str, str] = {}
    for technique in ALL:
        _match(technique, taken, set())
    assert len(taken) >= DIFFERENT


def _match(technique: Technique, taken: dict[str, str], seen: set[str]) -> bool:
    """Give a technique a defence of its own, moving others to one of theirs where it has to be."""
    by_name = {each.name: each for each in ALL}
    for name in technique.defences:
        if name not in seen:
            seen.add(name)
            if name not in taken or _match(by_name[taken[name]], taken, seen):
                taken[name] = technique.name
                return True
    return False


def test_a_change_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "it.py").write_text("one\none\n")
    for before in ("one", "two"):
        with pytest.raises(ValueError, match="not once"):
            Change(file="it.py", before=before, after="").apply(tmp_path)
