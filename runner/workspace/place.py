"""Where a workspace is: a folder with `prebrief.toml`; its database is a file beside it, or a URL that it names.

FOLDER/prebrief.toml   what it is called, its time zone, where mail comes from and goes to
FOLDER/prebrief.db     the database, where no other is named
FOLDER/outbox/         letters as files, where no mail server is named
FOLDER/grading/      what grading a round needs to go on where it stopped; goes when somebody of it is forgotten
FOLDER/labels.toml     more labels for rounds, if there are any (`prebrief round labels`)
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import URL

from runner.catalog import Finding, Table, read_file
from runner.model import BadInput
from runner.workspace.database import url_of

WORKSPACE_FILE = "prebrief.toml"
FOLDER_VARIABLE, URL_VARIABLE = "PREBRIEF_WORKSPACE", "PREBRIEF_DATABASE_URL"
_DATABASE = "prebrief.db"
_MOST_BYTES = 64 * 1024
_MOST_DAYS = 36500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A workspace's folder and what its file says.

    `smtp` is "" where letters are files; `team` are who is told of offers; `retention_days` is 0 where nobody is
    forgotten by itself.
    """

    folder: Path
    name: str
    timezone: str
    sender: str
    smtp: str
    team: tuple[str, ...] = ()
    server: str
    retention_days: int
    database_url: str

    @property
    def url(self) -> URL:
        """The database; an environment variable, which may hold a password, goes before the file."""
        given = os.environ.get(URL_VARIABLE, "") or self.database_url
        return url_of(given) if given else URL.create("sqlite", database=str(self.folder / _DATABASE))

    @property
    def zone(self) -> ZoneInfo:
        """The zone of times that name none."""
        return ZoneInfo(self.timezone)

    @property
    def outbox(self) -> Path:
        """Where letters are written as files."""
        return self.folder / "outbox"

    def grading(self, name: str) -> Path:
        """Where the batches of a round keep their journal and what they graded."""
        return self.folder / "grading" / name

    @property
    def labels(self) -> Path:
        """The workspace's own labels."""
        return self.folder / "labels.toml"


def make_place(
    folder: Path, *, name: str = "", timezone: str = "UTC", sender: str = "", database_url: str = ""
) -> Place:
    """Write `prebrief.toml` into a folder that has none; raises BadInput where that can't be."""
    folder = folder.resolve()
    path = folder / WORKSPACE_FILE
    if path.exists():
        raise BadInput(f"{path} is there already: this is a workspace. Use it, or choose another folder.")
    zone_of(timezone)
    if database_url:
        url_of(database_url)
    place = Place(
        folder=folder,
        name=name or folder.name,
        timezone=timezone,
        sender=sender or "hiring@localhost",
        smtp="",
        team=(),
        server="",
        retention_days=0,
        database_url=database_url,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{WORKSPACE_FILE}.part")
        part.write_text(_text(place), encoding="utf-8")
        part.chmod(0o600)
        part.replace(path)
    except OSError as error:
        raise BadInput(
            f"{folder} can't be written ({error.strerror}). Choose a folder that you may write to."
        ) from error
    return place


def find_place(given: Path | None) -> Place:
    """Return the workspace that was named, or the environment's, or the one that the working folder lies in."""
    if given is not None:
        return read_place(given)
    named = os.environ.get(FOLDER_VARIABLE, "")
    if named:
        return read_place(Path(named))
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / WORKSPACE_FILE).is_file():
            return read_place(folder)
    raise BadInput(
        f"no workspace: neither {here} nor a folder above it has a {WORKSPACE_FILE}. Make one with `prebrief init "
        f"FOLDER`, go there, or name it with --workspace or {FOLDER_VARIABLE}."
    )


def read_place(folder: Path) -> Place:
    """Read a workspace's file; raises BadInput that names what is wrong with it."""
    folder = folder.resolve()
    path = folder / WORKSPACE_FILE
    if not path.is_file():
        raise BadInput(f"{folder} is no workspace: it has no {WORKSPACE_FILE}. Make one there with `prebrief init`.")
    try:
        values = tomllib.loads(read_file(path, most_bytes=_MOST_BYTES).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not TOML: {str(error)[:200]}. Correct it.") from error
    findings: list[Finding] = []
    root = Table(values, file=WORKSPACE_FILE, where="", findings=findings)
    root.whole("format", low=1, high=1)
    mail, privacy = root.table("mail"), root.table("privacy")
    place = Place(
        folder=folder,
        name=root.text("name"),
        timezone=root.text("timezone"),
        sender=mail.text("from"),
        smtp=_optional(mail, "smtp"),
        team=mail.texts("team") if mail.has("team") else (),
        server=_optional(root, "server"),
        retention_days=privacy.whole_or_none("retention_days", low=1, high=_MOST_DAYS) or 0,
        database_url=_optional(root, "database"),
    )
    for table in (root, mail, privacy):
        table.finish()
    if findings:
        lines = "\n".join(f"  {finding}" for finding in findings[:10])
        raise BadInput(f"{path} can't be used:\n{lines}")
    zone_of(place.timezone)
    return place


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name; raises BadInput where there is none of it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"{name[:60]!r} is no time zone: give one like Europe/Berlin, or UTC") from error


def _optional(table: Table, key: str) -> str:
    return table.text(key) if table.has(key) else ""


def _text(place: Place) -> str:
    def value(text: str) -> str:
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

    database = f"database = {value(place.database_url)}" if place.database_url else '# database = "postgresql://..."'
    return f"""\
format = 1
name = {value(place.name)}
timezone = {value(place.timezone)}  # of times that name none
{database}
# server = "https://hiring.example.org"  # what links in letters begin with, once `prebrief serve` runs there

[mail]
from = {value(place.sender)}
# smtp = "smtp://mail.example.org:587"  # else letters are files in outbox/; PREBRIEF_SMTP_USER, PREBRIEF_SMTP_PASSWORD
# team = ["iris@example.org"]  # who is told of a competing offer

[privacy]
# retention_days = 180  # after so many days from the decision, who a candidate was is forgotten
"""
