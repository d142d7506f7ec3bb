"""A finding: one thing that is wrong with a problem folder, where it is and what would fix it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is."""

    FATAL = "fatal"  # the problem can't be loaded
    FAULT = "fault"  # it can be loaded, but `verify` refuses to lock it
    WARNING = "warning"  # worth knowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: `file` relative to the problem folder, `key` in it (or "")."""

    file: str
    key: str = ""
    what: str
    remedy: str
    level: Level = Level.FATAL

    def __str__(self) -> str:
        place = f"{self.file}, {self.key}" if self.key else self.file
        return f"{place}: {self.what}. {self.remedy}"
