"""Publish a round: freeze the problem, make the kit, open an inbox.

FOLDER/round.toml        which problem, which digest, when (RoundRecord)
FOLDER/problem/<slug>/   the whole problem as it was, with its lock: grading uses this copy and no other
FOLDER/kit/  kit.zip     what candidates get; the zip's bytes depend on the problem alone
FOLDER/inbox/            empty; <name>.zip of each candidate, earlier ones in .earlier/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import runner
from runner.catalog import LOCK_NAME, appearing, check_lock, content_digest, load_problem, lock_text
from runner.model import BadInput, Problem, ProblemInvalid
from runner.parcel import zip_bytes
from runner.rounds.kit import kit_files
from runner.rounds.round_file import ROUND_FILE, RoundRecord, read_record, record_text

KIT, KIT_ZIP, INBOX, PROBLEM = "kit", "kit.zip", "inbox", "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFolder:
    """A published round: where its frozen problem and its inbox are."""

    folder: Path
    record: RoundRecord

    @property
    def problem(self) -> Path:
        """The folder of the frozen problem."""
        return self.folder / PROBLEM / self.record.slug

    @property
    def inbox(self) -> Path:
        """The folder that submissions arrive in."""
        return self.folder / INBOX

    @property
    def kit(self) -> Path:
        """The folder with the candidate's kit."""
        return self.folder / KIT

    @property
    def kit_zip(self) -> Path:
        """The kit as one file."""
        return self.folder / KIT_ZIP

    @property
    def digest(self) -> str:
        """The digest that the frozen problem must have."""
        return self.record.digest

    def submissions(self) -> tuple[Path, ...]:
        """Return what lies in the inbox, one path per candidate, sorted; names that begin with a dot are not."""
        try:
            return tuple(sorted(path for path in self.inbox.iterdir() if not path.name.startswith(".")))
        except OSError as error:
            raise BadInput(f"{self.inbox} can't be read ({error.strerror}). Put the round's inbox back.") from error


def publish(problem: Problem, to: Path) -> RoundFolder:
    """Write a round of the problem to the new folder `to`, whole or not at all; needs a fresh lock."""
    lock = check_lock(problem)
    to = to.resolve()
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BadInput(f"{to} is there already and not empty; nothing is overwritten. Choose a new folder.")
    record = RoundRecord(
        slug=problem.slug,
        title=problem.title,
        label=problem.round.label,
        digest=content_digest(problem.files),
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        prebrief=runner.__version__,
    )
    kit = kit_files(problem)
    frozen = {**problem.files, LOCK_NAME: lock_text(lock).encode()}
    files = {ROUND_FILE: record_text(record).encode(), KIT_ZIP: zip_bytes(kit, folder=f"{problem.slug}-kit")}
    files |= {f"{KIT}/{path}": data for path, data in kit.items()}
    files |= {f"{PROBLEM}/{problem.slug}/{path}": data for path, data in frozen.items()}
    try:
        _write(to, files)
    except OSError as error:
        raise BadInput(f"{to} can't be written ({error.strerror}). Choose a folder that you may write to.") from error
    return RoundFolder(folder=to, record=record)


def open_round(folder: Path) -> RoundFolder:
    """Return the round in `folder`; ProblemInvalid where its frozen problem is no longer what was published."""
    opened = RoundFolder(folder=folder, record=read_record(folder))
    if Path(opened.record.slug).name != opened.record.slug or opened.record.slug in ("", ".", ".."):
        raise BadInput(
            f"{folder / ROUND_FILE} names a problem {opened.record.slug[:80]!r} that can't be. Publish again."
        )
    problem = load_problem(opened.problem, need_lock=True)
    found = content_digest(problem.files)
    if found != opened.digest:
        what = f"has digest {found[:12]}, but the round was published with {opened.digest[:12]}"
        remedy = "The frozen problem was changed: put the published files back, or publish a new round."
        raise ProblemInvalid(f"{opened.problem} {what}. {remedy}")
    return opened


def _write(to: Path, files: Mapping[str, bytes]) -> None:
    with appearing(to) as part:
        for name, data in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (part / INBOX).mkdir()
