"""Read a folder that somebody handed in: descriptor by descriptor, so that no link can lead elsewhere."""

import os
import stat

from runner.intake.gathering import Gathering
from runner.intake.names import is_dropped
from runner.intake.regular import kind_of, opened_folder, read_file


def gather_folder(name: str, into: Gathering, *, within: int) -> None:
    """Take in all files below the folder `name` of the folder `within`; raises SubmissionRejected."""
    with opened_folder(name, within) as descriptor:
        _gather(descriptor, "", into)


def _gather(descriptor: int, prefix: str, into: Gathering) -> None:
    for name in _names(descriptor, into):
        whole = prefix + name
        if kind_of(name, descriptor) == stat.S_IFREG:
            if into.file(whole, 0) is not None:
                into.add(whole, read_file(name, at_most=into.limits.file_bytes, within=descriptor))
        elif into.folder(whole) is not None:
            with opened_folder(name, descriptor) as inner:
                _gather(inner, whole + "/", into)


def _names(descriptor: int, into: Gathering) -> list[str]:
    """Return the names that are kept, sorted; links among those that are dropped are never looked at."""
    names = []
    with os.scandir(descriptor) as entries:
        for entry in entries:
            into.look()
            if not is_dropped(entry.name):
                names.append(entry.name)
    return sorted(names)
