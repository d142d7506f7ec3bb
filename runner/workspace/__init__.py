"""A workspace: where rounds, candidates, submissions and grades are kept. Tables and transactions, no rules of hiring.

place       the folder and its prebrief.toml
database    SQLite or PostgreSQL: reading and writing
tables      what is kept
migrating   versions of the tables (migrations/)
backup      a copy while it is in use
"""

from runner.workspace.backup import back_up
from runner.workspace.database import Database, shown
from runner.workspace.migrating import bring_up_to_date, check_version, newest, version_of
from runner.workspace.place import WORKSPACE_FILE, Place, find_place, make_place, read_place, zone_of
from runner.workspace.tables import (
    Base,
    CandidateRow,
    DeliveryRow,
    EventRow,
    GradeRow,
    HookRow,
    KeyRow,
    MarkRow,
    RoundRow,
    SubmissionRow,
)

__all__ = [
    "WORKSPACE_FILE",
    "Base",
    "CandidateRow",
    "Database",
    "DeliveryRow",
    "EventRow",
    "GradeRow",
    "HookRow",
    "KeyRow",
    "MarkRow",
    "Place",
    "RoundRow",
    "SubmissionRow",
    "back_up",
    "bring_up_to_date",
    "check_version",
    "find_place",
    "make_place",
    "newest",
    "read_place",
    "shown",
    "version_of",
    "zone_of",
]
