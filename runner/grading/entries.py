"""The rows of a batch: who handed something in, and how to read it when its turn comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from runner.intake import candidate_of, find_submissions, read_submission
from runner.model import BadInput, Submission

Read = Callable[[], Submission]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a batch: who, and how to read what they handed in (raises SubmissionRejected)."""

    candidate: str
    read: Read


def entries_in(folder: Path, modules: tuple[str, ...]) -> tuple[Entry, ...]:
    """Return a row for everything in a folder of many submissions; raises BadInput where it holds none."""
    found = find_submissions(folder)
    if not found:
        raise BadInput(f"{folder} holds no submissions: put one file, folder or archive per candidate into it")
    return tuple(_entry(candidate, path, modules) for candidate, path in found)


def entries_of(paths: Sequence[Path], modules: tuple[str, ...]) -> tuple[Entry, ...]:
    """Return a row for each path; raises BadInput for one that is not there.

    A candidate is called as the file or folder is, or as its folder where the file has the module's own name; where
    two would be called the same, by the path as it was given.
    """
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise BadInput(f"{path} is not there; give a file, a folder or an archive")
    names = [_called(path, modules) for path in paths]
    counts = Counter(names)
    chosen = [str(path) if counts[name] > 1 else name for path, name in zip(paths, names, strict=True)]
    by_name = dict(zip(chosen, paths, strict=True))  # the same path twice is one row
    return tuple(_entry(name, path, modules) for name, path in by_name.items())


def _called(path: Path, modules: tuple[str, ...]) -> str:
    whole = path.absolute()
    own = path.suffix == ".py" and path.stem in modules
    return candidate_of(whole.parent.name if own and whole.parent.name else whole.name)


def _entry(candidate: str, path: Path, modules: tuple[str, ...]) -> Entry:
    return Entry(candidate=candidate, read=partial(read_submission, path, modules=modules, candidate=candidate))
