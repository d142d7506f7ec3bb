"""Find the submissions in a folder of many: one entry, one row, whatever it is."""

import os
from pathlib import Path

from runner.intake.names import alike, is_dropped
from runner.model.errors import BadInput

MOST_SUBMISSIONS = 100_000
_ENDINGS = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz2", ".txz", ".tar", ".zip", ".py", ".ipynb")
_NAME_CHARACTERS = 200


def find_submissions(folder: Path) -> tuple[tuple[str, Path], ...]:
    """Return candidate and path of every entry that is not hidden, sorted by name; raises BadInput.

    Where several entries would be one candidate (`ann.zip` beside `ann/`), or names differ only by case or Unicode
    form, each keeps its whole name with its place among them, so that each is a row that can be told from the others.
    """
    entries = _entries(folder)
    groups: dict[str, list[str]] = {}
    for name in entries:
        groups.setdefault(alike(candidate_of(name)), []).append(name)
    found: dict[str, Path] = {}
    for name in entries:
        rivals = groups[alike(candidate_of(name))]
        candidate = candidate_of(name)
        if len(rivals) > 1:
            candidate = f"{_printable(name)} ({rivals.index(name) + 1} of {len(rivals)})"
        while candidate in found:
            candidate += "'"
        found[candidate] = folder / name
    return tuple(sorted(found.items()))


def candidate_of(name: str) -> str:
    """Return the candidate that an entry's name stands for: without its ending, and printable."""
    ending = next((ending for ending in _ENDINGS if name.lower().endswith(ending) and name.lower() != ending), "")
    return _printable(name[: len(name) - len(ending)])


def _entries(folder: Path) -> list[str]:
    names = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not is_dropped(entry.name):
                    names.append(entry.name)
                if len(names) > MOST_SUBMISSIONS:
                    raise BadInput(f"{folder} has more than {MOST_SUBMISSIONS:,} entries; split the batch")
    except OSError as error:
        raise BadInput(f"{folder} can't be read as a folder of submissions: {error.strerror}") from error
    return sorted(names)


def _printable(name: str) -> str:
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return safe[:_NAME_CHARACTERS]
