"""The tables of a workspace, as the current version has them; `migrations/` says how they came to be.

round --< candidate --< submission --< grade
                                             event   who changed what, for good
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

_UNKEPT = re.compile("[\0\ud800-\udfff]")
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite, which knows no time zones, keeps it without one. A time without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what is kept."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} names no time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was kept, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text; what not every database keeps, NUL and lone surrogates, is kept as U+FFFD."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is kept."""
        del dialect
        return None if value is None else _UNKEPT.sub("\ufffd", value)


class LongWords(Words):
    """The same in a column of any length."""

    impl = Text
    cache_ok = True


class Base(DeclarativeBase):
    """What all tables share: names for constraints, so that a migration can find them."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012  (as SQLAlchemy reads it)
        datetime: Moment(),
        str: Words(),
        dict[str, object]: JSON(),
        list[str]: JSON(),
        bytes: LargeBinary(),
    }


class RoundRow(Base):
    """A published round: the problem as it was, and what candidates were told."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str]
    title: Mapped[str]
    version: Mapped[str]
    digest: Mapped[str]  # of the problem's content, in hex
    label: Mapped[str]
    format: Mapped[str]
    assesses: Mapped[list[str]]
    not_assessed: Mapped[list[str]]
    themes: Mapped[list[str]]
    assistants: Mapped[str]  # whether AI assistants are allowed: a word of `Assistants`
    modules: Mapped[list[str]]
    minutes: Mapped[float]
    prepare_hours: Mapped[float]
    hidden: Mapped[str]  # the feedback policy's three words
    release: Mapped[str]
    max_submissions: Mapped[int | None]
    problem: Mapped[bytes] = mapped_column(deferred=True)  # the whole problem and its lock, as a zip
    kit: Mapped[bytes] = mapped_column(deferred=True)
    judge: Mapped[bytes | None] = mapped_column(deferred=True)  # what grades since a regrade, None: the problem itself
    judge_digest: Mapped[str | None]
    prebrief: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    released_at: Mapped[datetime | None]
    next_number: Mapped[int] = mapped_column(default=1)

    candidates: Mapped[list[CandidateRow]] = relationship(back_populates="round", order_by="CandidateRow.number")


class CandidateRow(Base):
    """One invitation to one round. Who it is may be forgotten; what they did is kept as numbers."""

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("round_id", "number"), UniqueConstraint("round_id", "email"))

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    email: Mapped[str | None]
    token: Mapped[str | None] = mapped_column(unique=True)  # the hash of the invitation's token, None where forgotten
    invited_at: Mapped[datetime]
    letter_at: Mapped[datetime | None]  # when the letter with the link left; the link itself is kept nowhere
    readable_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    due_at: Mapped[datetime]
    minutes: Mapped[float]
    extra_minutes: Mapped[float] = mapped_column(default=0.0)
    opened_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    counts: Mapped[int | None]  # the number of the submission that counts: what was handed in last, in time
    withdrawn_at: Mapped[datetime | None]
    offer_by: Mapped[datetime | None]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    forgotten_at: Mapped[datetime | None]

    round: Mapped[RoundRow] = relationship(back_populates="candidates")
    submissions: Mapped[list[SubmissionRow]] = relationship(
        back_populates="candidate", order_by="SubmissionRow.id", cascade="all, delete-orphan"
    )


class SubmissionRow(Base):
    """What a candidate handed in; `number` counts what counts and what is practice apart."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("candidate_id", "practice", "number"),
        UniqueConstraint("candidate_id", "practice", "digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    practice: Mapped[bool]
    number: Mapped[int]
    digest: Mapped[str]  # of its files, as grades name it
    received_at: Mapped[datetime]
    size: Mapped[int]  # bytes of the archive
    archive: Mapped[bytes | None] = mapped_column(deferred=True)  # None once it is forgotten
    decisions: Mapped[str] = mapped_column(LongWords(), deferred=True)

    candidate: Mapped[CandidateRow] = relationship(back_populates="submissions")
    grades: Mapped[list[GradeRow]] = relationship(
        back_populates="submission", order_by="GradeRow.id", cascade="all, delete-orphan"
    )


class GradeRow(Base):
    """A grade. The last one of a submission stands; the ones before it are its history, with who and why."""

    __tablename__ = "grade"
    __table_args__ = (Index("ix_grade_submission_id_id", "submission_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    problem_digest: Mapped[str]
    status: Mapped[str]
    score: Mapped[float | None]
    reason: Mapped[str] = mapped_column(LongWords())
    record: Mapped[str | None] = mapped_column(LongWords(), deferred=True)  # the whole grade as a line of JSON
    graded_at: Mapped[datetime]
    graded_by: Mapped[str]
    why: Mapped[str]

    submission: Mapped[SubmissionRow] = relationship(back_populates="grades")


class EventRow(Base):
    """A line of the audit log: nothing here is changed again, and it names candidates by number alone."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    what: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, object]]


class KeyRow(Base):
    """An API key of an interviewer; of the key itself only its hash is kept."""

    __tablename__ = "key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    void_at: Mapped[datetime | None]


class MarkRow(Base):
    """What a panelist gave a candidate on one line of the rubric."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("candidate_id", "panelist", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    panelist: Mapped[str]
    line: Mapped[str]
    level: Mapped[int]
    note: Mapped[str] = mapped_column(LongWords())
    marked_at: Mapped[datetime]


class HookRow(Base):
    """A webhook: where events are told, signed with a secret that both sides know."""

    __tablename__ = "hook"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class DeliveryRow(Base):
    """One event on its way to one webhook."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    hook_id: Mapped[int] = mapped_column(ForeignKey("hook.id"), index=True)
    body: Mapped[str] = mapped_column(LongWords())
    made_at: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)  # None once it is delivered, or given up
    delivered_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
