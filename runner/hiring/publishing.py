"""Publish a round in a workspace: the problem is frozen as it is, and the round says what it assesses."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy.exc import IntegrityError

import runner
from runner.catalog import LOCK_NAME, FolderBounds, check_lock, content_digest, load_problem, lock_text
from runner.hiring.desk import Desk, log
from runner.hiring.labels import check_label, topics
from runner.hiring.rows import round_info, round_named, rounds_with_counts
from runner.invitation import Assistants, RoundInfo
from runner.model import BadInput, OurFault, Problem, ProblemInvalid
from runner.parcel import BadParcel, unzipped, zip_bytes
from runner.rounds import kit_files
from runner.workspace import RoundRow

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_BOUNDS = FolderBounds()
_MOST_LABEL = 200
_MOST_WHY = 4000


def publish_round(
    desk: Desk, problem: Problem, *, name: str, label: str = "", assistants: Assistants = Assistants.TOLD
) -> RoundInfo:
    """Freeze a problem as a round; raises BadInput where its label promises another interview, or the name is taken."""
    check_lock(problem)
    if not _NAME.fullmatch(name):
        raise BadInput(f"a round can't be called {name[:80]!r}: use small letters, digits and hyphens, at most 64")
    if len(label) > _MOST_LABEL:
        raise BadInput(f"a label has at most {_MOST_LABEL} letters, not {len(label):,}: candidates read it first")
    if label:
        problem = replace(problem, round=replace(problem.round, label=label))
    check_label(problem.round, problem.themes, topics(desk.place.labels))
    row = RoundRow(
        name=name,
        slug=problem.slug,
        title=problem.title,
        version=problem.version,
        digest=content_digest(problem.files),
        label=problem.round.label,
        format=problem.round.format,
        assesses=list(problem.round.assesses),
        not_assessed=list(problem.round.not_assessed),
        themes=list(problem.themes),
        assistants=assistants.value,
        modules=list(problem.modules),
        minutes=problem.minutes,
        prepare_hours=problem.prepare_hours,
        hidden=problem.feedback.hidden,
        release=problem.feedback.release,
        max_submissions=problem.feedback.max_submissions,
        problem=packed(problem),
        kit=zip_bytes(kit_files(problem)),
        prebrief=runner.__version__,
        published_at=desk.now(),
        published_by=desk.who,
        released_at=None,
        next_number=1,
    )
    with desk.database.writing() as session:
        try:
            session.add(row)
            session.flush()
        except IntegrityError as error:  # the table's own word: somebody else may publish at this moment
            raise BadInput(f"there is a round {name!r} already; it stays as it is. Choose another name.") from error
        log(session, desk, "publish", name, {"problem": problem.slug, "digest": row.digest, "label": row.label})
        return round_info(row)


def list_rounds(desk: Desk) -> tuple[RoundInfo, ...]:
    """Return all rounds, newest first."""
    with desk.database.reading() as session:
        return tuple(round_info(row, count) for row, count in rounds_with_counts(session))


def release(desk: Desk, name: str) -> RoundInfo:
    """Let the candidates of a round know what its policy allows; a second time changes nothing."""
    with desk.database.writing() as session:
        row = round_named(session, name)
        if row.released_at is None:
            row.released_at = desk.now()
            log(session, desk, "release", name)
        return round_info(row)


def judge_by(desk: Desk, name: str, problem: Problem, why: str) -> None:
    """Let a changed version of a round's problem grade it from now on; what candidates were told stays.

    Raises BadInput where it is another problem, has no fresh lock, or nobody says why in few words.
    """
    check_why(why)
    check_lock(problem)
    digest = content_digest(problem.files)
    with desk.database.writing() as session:
        row = round_named(session, name)
        check_same(problem, name=name, slug=row.slug, modules=tuple(row.modules))
        if row.judge_digest == digest:
            return
        log(session, desk, "regrade", name, {"from": row.judge_digest or row.digest, "to": digest, "why": why})
        row.judge, row.judge_digest = packed(problem), digest


def check_why(why: str) -> None:
    """Refuse a reason that is none, or too long for whoever reads the history."""
    if not why.strip():
        raise BadInput("say why, with --why: it stays with the grades")
    if len(why) > _MOST_WHY:
        raise BadInput(f"a reason has at most {_MOST_WHY:,} letters, not {len(why):,}: it stays with the grades")


def check_same(problem: Problem, *, name: str, slug: str, modules: tuple[str, ...]) -> None:
    """Refuse a problem that is no version of a round's."""
    if slug != problem.slug or set(modules) != set(problem.modules):
        raise BadInput(
            f"round {name} is of {slug} and asks for {', '.join(modules)}; {problem.slug} is another problem. Give a "
            "changed version of the same."
        )


def packed(problem: Problem) -> bytes:
    """Return a problem's files and its lock as a zip; raises ProblemInvalid without a fresh lock."""
    return zip_bytes({**problem.files, LOCK_NAME: lock_text(check_lock(problem)).encode()})


def problem_zip(desk: Desk, name: str) -> bytes:
    """Return the problem that a round is graded by, as `packed` made it."""
    with desk.database.reading() as session:
        row = round_named(session, name)
        return row.problem if row.judge is None else row.judge


@contextmanager
def problem_in(data: bytes, *, slug: str) -> Iterator[Problem]:
    """Lend the problem that a zip of its files holds, whoever made it; raises BadInput for what is none."""
    if not _NAME.fullmatch(slug):
        raise BadInput(f"a problem can't be called {slug[:80]!r}: use small letters, digits and hyphens, at most 64")
    with tempfile.TemporaryDirectory(prefix="prebrief-round-") as folder:
        whole = Path(folder) / slug
        try:
            for name, content in unzipped(data, most_files=_BOUNDS.files, most_bytes=_BOUNDS.total_bytes):
                path = whole / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        except (BadParcel, OSError) as error:
            what = error.strerror if isinstance(error, OSError) else error
            raise BadInput(f"the archive of {slug} holds no problem: {what}") from error
        try:
            problem = load_problem(whole, need_lock=True)
        except ProblemInvalid as fault:  # the folder is gone soon, and nobody's but ours
            raise ProblemInvalid(str(fault).replace(str(whole), slug)) from fault
        yield problem


@contextmanager
def frozen_problem(desk: Desk, name: str) -> Iterator[Problem]:
    """Lend the problem that the round is graded by, with the round's own label, until the block is left.

    It is the one that was published, or the one that a regrade put in its place.
    """
    with desk.database.reading() as session:
        row = round_named(session, name)
        data, digest = (row.problem, row.digest) if row.judge is None else (row.judge, row.judge_digest)
        label, slug = row.label, row.slug
    assert digest is not None  # noqa: S101  (it is set with the problem)
    with problem_in(data, slug=slug) as problem:
        found = content_digest(problem.files)
        if found != digest:
            raise OurFault(
                f"the problem of round {name} has digest {found[:12]}, and was published with {digest[:12]}: the "
                "database was changed. Restore a backup."
            )
        yield replace(problem, round=replace(problem.round, label=label))
