"""One attack a file: what it does, what it deserves, which defence it meets.

A submission under `submissions/` is one technique, filed by what it is after. Its docstring:

    <score> <verdict>: <what it does>           "refused or timeout" where it depends on how fast the machine is
                                                score: 80 where only a verdict is told (it costs one test of five);
    Defence: <name>, <name>                     verdict: of every test that it fails; names: of `defences/`
    Target: <name>                              optional: the problem that it attacks, of `targets/`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.model import Verdict

TECHNIQUES = Path(__file__).parent / "submissions"
ONE_TEST_LOST = 80.0
TARGET = "target"
OTHER_TARGETS = {"clock": "clock", "patience": "patient"}  # of whole folders: there, no neighbour follows
_DEFENCES = re.compile(r"^Defence: (.+)$", re.MULTILINE)
_TARGET = re.compile(r"^Target: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """One attack: its name ("forge/two_replies"), what it deserves, which defences it meets, its files, its target."""

    name: str
    score: float
    verdicts: frozenset[Verdict]
    defences: tuple[str, ...]
    files: Mapping[str, bytes]
    target: str = TARGET


Attacks = tuple[Technique, ...]


def techniques() -> Attacks:
    """Read every technique; raises ValueError for one that does not say what it deserves."""
    paths = [path for folder in sorted(TECHNIQUES.glob("[a-z]*/")) for path in sorted(folder.iterdir())]
    return tuple(_technique(path) for path in paths if path.suffix == ".py" or (path / "solution.py").is_file())


def _technique(path: Path) -> Technique:
    paths = (path,) if path.is_file() else tuple(each for each in sorted(path.iterdir()) if each.is_file())
    sources = {"solution.py" if each == path else each.name: each.read_bytes() for each in paths}
    name = path.relative_to(TECHNIQUES).with_suffix("").as_posix()
    docstring = ast.get_docstring(ast.parse(sources["solution.py"])) or ""
    score, verdicts = _deserved(docstring.partition(":")[0].split(), name)
    named = _DEFENCES.search(docstring)
    defences = tuple(each.strip() for each in named[1].split(",")) if named else ()
    aim = _TARGET.search(docstring)
    target = aim[1].strip() if aim else OTHER_TARGETS.get(name.partition("/")[0], TARGET)
    return Technique(name=name, score=score, verdicts=verdicts, defences=defences, files=sources, target=target)


def _deserved(said: list[str], name: str) -> tuple[float, frozenset[Verdict]]:
    score = next((float(word) for word in said if word.isdecimal()), ONE_TEST_LOST)
    verdicts = frozenset(Verdict(word) for word in said if not word.isdecimal() and word != "or")
    if not said or (not verdicts and score < 100):
        raise ValueError(f"{name} does not say what it deserves")
    return score, verdicts
