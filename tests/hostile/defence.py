"""The defences by name, each with the change of the source that switches it off.

`defences/<area>.toml` holds a table for each:

    [no-new-privileges]
    keeps = "A guest gains nothing from a set-user-id program"     what it stands for, one sentence
    file = "sandbox/docker/flags.py"
    from = '''...'''                                               exactly as it stands there, once
    to = '''...'''                                                 what is there instead when it is off
    behind = ["seccomp-..."]                                       optional: others that stand in front of it, and
                                                                   are switched off with it
    doubled = "the kernel ..."                                     optional: why nothing may succeed without it
                                                                   here, and where it is needed all the same
    [[no-new-privileges.more]]                                     optional: further changes of the same form
    file = ...

A change may loosen instead of removing, where nothing at all would endanger the machine that tries it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEFENCES = Path(__file__).parent / "defences"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place in the source, as it is and as it is when the defence is off."""

    file: str
    before: str
    after: str

    def apply(self, root: Path) -> None:
        """Change the copy under `root`; raises ValueError where the text is not there exactly once."""
        path = root / self.file
        text = path.read_text()
        if (count := text.count(self.before)) != 1:
            raise ValueError(f"{self.file} has the text {self.before[:60]!r} {count} times, not once")
        path.write_text(text.replace(self.before, self.after))


@dataclass(frozen=True, slots=True, kw_only=True)
class Defence:
    """A flag, a cap, a rule of the wall: what it keeps, and how it is switched off.

    `doubled` says what else stands in its place here, "" where nothing is known to.
    """

    name: str
    area: str
    keeps: str
    changes: tuple[Change, ...]
    behind: tuple[str, ...]
    doubled: str


def defences() -> Mapping[str, Defence]:
    """Read all defences; raises ValueError for a name that is there twice or a `behind` that is not there."""
    found: dict[str, Defence] = {}
    for path in sorted(DEFENCES.glob("*.toml")):
        for name, table in tomllib.loads(path.read_text()).items():
            if name in found:
                raise ValueError(f"{path.name} has {name} again")
            found[name] = _defence(name, path.stem, table)
    for each in found.values():
        if strange := set(each.behind) - set(found):
            raise ValueError(f"{each.name} is behind {sorted(strange)}, which are no defences")
    return found


def off(name: str, known: Mapping[str, Defence]) -> Iterator[Change]:
    """Yield the changes that switch a defence off, with those in front of it."""
    for each in (known[name], *(known[front] for front in known[name].behind)):
        yield from each.changes


def _defence(name: str, area: str, table: dict[str, object]) -> Defence:
    more = table.pop("more", [])
    first = {key: table.pop(key) for key in ("file", "from", "to")}
    keeps, behind, doubled = table.pop("keeps"), table.pop("behind", []), table.pop("doubled", "")
    if table or not isinstance(more, list) or not isinstance(behind, list):
        raise ValueError(f"{name} has keys that it can't have: {sorted(table)}")
    changes = tuple(
        Change(file=str(each["file"]), before=str(each["from"]), after=str(each["to"])) for each in (first, *more)
    )
    return Defence(
        name=name,
        area=area,
        keeps=str(keeps),
        changes=changes,
        behind=tuple(map(str, behind)),
        doubled=str(doubled),
    )
