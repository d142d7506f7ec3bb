"""Grade many submissions: lanes in parallel, then what is doubtful alone, each grade into the journal at once.

    entries --> already in the journal?  --> lanes (an Executor) --> journal
                 not a submission: a row                        `--> doubtful: alone, one after another --> journal

Grading one submission takes and returns plain values; what is shared is the seats that the lanes sit in. A failure of
ours leaves a submission ungraded, with the reason, and is never written to the journal: the next run tries it again.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from runner import __version__
from runner.grading.journal import Journal, key_of
from runner.grading.one import Judged, confirm, judge_alone, judge_once
from runner.grading.scoring import group_scores, results, total
from runner.grading.seat import Seat, lane_spec
from runner.model import Grade, GradeStatus, OurFault, Problem, Provenance, Submission, SubmissionRejected
from sandbox.engine import Engine
from sandbox.errors import SandboxError

Read = Callable[[], Submission]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a batch: who, and how to read what they handed in (raises SubmissionRejected)."""

    candidate: str
    read: Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is; `remaining_seconds` is None until there is something to reckon with."""

    done: int
    total: int
    kept: int
    remaining_seconds: float | None
    last: Grade | None = None


@dataclass(slots=True, kw_only=True)
class Options:
    """How a batch is run."""

    lanes: int = 2
    submissions_per_box: int = 1
    stop: threading.Event = field(default_factory=threading.Event)
    on_progress: Callable[[Progress], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class _Work:
    entry: Entry
    submission: Submission
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class _Doubt:
    work: _Work
    judged: Judged


class Batch:
    """One problem's submissions on their way through an engine."""

    def __init__(self, problem: Problem, engine: Engine, journal: Journal, options: Options) -> None:
        if problem.lock is None:
            raise OurFault(f"{problem.slug} has no lock: run `prebrief problem verify {problem.slug}`")
        self._problem = problem
        self._lock = problem.lock
        self._engine = engine
        self._journal = journal
        self._options = options
        self._image = engine.image_digest(problem.image)
        self._seats: queue.SimpleQueue[Seat] = queue.SimpleQueue()
        self._open: list[Seat] = []
        self._open_lock = threading.Lock()
        self._done = self._kept = self._total = 0
        self._began = time.monotonic()
        self.unfinished: list[Grade] = []

    def run(self, entries: Sequence[Entry]) -> None:
        """Grade what is not in the journal yet; what can't be graded now is in `unfinished` afterwards.

        Stops early, without losing anything, when `options.stop` is set.
        """
        self._total += len(entries)
        self._began = time.monotonic()
        try:
            doubts = self._in_parallel(entries)
            if doubts and not self._options.stop.is_set():
                self._alone(doubts)
        finally:
            self._close()

    def cancel(self) -> None:
        """End what runs now, from another thread; `run` returns soon after."""
        self._options.stop.set()
        with self._open_lock:
            for seat in self._open:
                seat.cancel()

    # phases

    def _in_parallel(self, entries: Sequence[Entry]) -> list[_Doubt]:
        doubts: list[_Doubt] = []
        lanes = max(1, min(self._options.lanes, len(entries)))
        left = iter(entries)
        with ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="lane") as executor:
            running: set[Future[_Doubt | Grade | None]] = set()
            while True:
                self._top_up(executor, running, left, lanes)
                if not running:
                    return doubts
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    match future.result():
                        case Grade() as grade:
                            self._settle(grade)
                        case _Doubt() as doubt:
                            doubts.append(doubt)

    def _top_up(
        self,
        executor: ThreadPoolExecutor,
        running: set[Future[_Doubt | Grade | None]],
        left: Iterator[Entry],
        lanes: int,
    ) -> None:
        while len(running) < lanes and not self._options.stop.is_set():
            work = self._next_work(left)
            if work is None:
                return
            running.add(executor.submit(self._grade, work))

    def _next_work(self, left: Iterator[Entry]) -> _Work | None:
        """Return the next submission that has to be graded; rows that need no grading are done on the way."""
        for entry in left:
            try:
                submission = entry.read()
            except SubmissionRejected as rejected:
                self._reject(self._rejected(entry, str(rejected)))
                continue
            work = _Work(entry, submission, self._provenance(submission))
            if self._journal.has(key_of(self._ungraded(work, ""))):
                self._kept += 1
                self._report(None)
                continue
            return work
        return None

    def _grade(self, work: _Work) -> _Doubt | Grade | None:
        """Grade one submission in a lane; None where the batch was stopped under it."""
        began = time.monotonic()
        try:
            with self._seat() as seat:
                alone = self._options.lanes == 1
                judged = judge_once(seat, self._problem, work.submission, alone=alone)
        except (SandboxError, OurFault) as error:
            if not self._options.stop.is_set():
                return self._failed(work, error)
            return None
        if self._options.stop.is_set() and judged.doubtful:
            return None  # the lane was cancelled under it
        if judged.doubtful or judged.confirm:
            return _Doubt(work, judged)
        return self._graded(work, judged, time.monotonic() - began)

    def _failed(self, work: _Work, error: Exception) -> _Doubt | Grade:
        """Give a submission that met a failure of ours a second try, alone, where the engine still answers."""
        if isinstance(error, SandboxError) and self._engine.healthy():
            return _Doubt(work, Judged(decided={}, doubtful=str(error)))
        return self._ungraded(work, str(error))

    def _alone(self, doubts: list[_Doubt]) -> None:
        while True:  # every other seat is idle; one is enough
            try:
                seat = self._seats.get_nowait()
            except queue.Empty:
                break
            self._shut(seat)
        for doubt in doubts:
            if self._options.stop.is_set():
                return
            began = time.monotonic()
            try:
                with self._seat() as seat:
                    judged = self._second_look(seat, doubt)
            except (SandboxError, OurFault) as error:
                self._settle(self._ungraded(doubt.work, str(error)))
                continue
            if not self._options.stop.is_set():
                self._settle(self._graded(doubt.work, judged, time.monotonic() - began, tries=2))

    def _second_look(self, seat: Seat, doubt: _Doubt) -> Judged:
        submission = doubt.work.submission
        if not doubt.judged.doubtful:
            again = confirm(seat, self._problem, submission, doubt.judged)
            if not again.doubtful:
                return again
        return judge_alone(seat, self._problem, submission)

    # seats

    @contextmanager
    def _seat(self) -> Iterator[Seat]:
        """Borrow a seat; one in which something failed is not used again."""
        try:
            seat = self._seats.get_nowait()
        except queue.Empty:
            seat = self._new_seat()
        try:
            yield seat
        except BaseException:
            self._shut(seat)
            raise
        self._seats.put(seat)

    def _new_seat(self) -> Seat:
        seat = Seat(
            self._engine, lane_spec(self._problem), submissions_per_box=self._options.submissions_per_box
        )
        with self._open_lock:
            self._open.append(seat)
        return seat

    def _shut(self, seat: Seat) -> None:
        with self._open_lock:
            if seat in self._open:
                self._open.remove(seat)
        seat.close()

    def _close(self) -> None:
        with self._open_lock:
            seats, self._open = self._open, []
        for seat in seats:
            seat.close()

    # grades

    def _settle(self, grade: Grade) -> None:
        if grade.status is GradeStatus.UNGRADED:
            self.unfinished.append(grade)
        else:
            self._journal.append(grade)
        self._done += 1
        self._report(grade)

    def _reject(self, grade: Grade) -> None:
        known = self._journal.get(grade.provenance.problem, grade.candidate)
        if known is not None and (known.status, known.reason) == (grade.status, grade.reason):
            self._kept += 1
            self._report(None)
        else:
            self._settle(grade)

    def _report(self, grade: Grade | None) -> None:
        left = self._total - self._done - self._kept
        spent = time.monotonic() - self._began
        remaining = spent / self._done * left if self._done else None
        self._options.on_progress(
            Progress(
                done=self._done + self._kept,
                total=self._total,
                kept=self._kept,
                remaining_seconds=remaining,
                last=grade,
            )
        )

    def _provenance(self, submission: Submission | None) -> Provenance:
        limits = self._problem.limits
        return Provenance(
            problem=self._problem.slug,
            problem_version=self._problem.version,
            problem_digest=self._lock.digest,
            submission_digest=submission.digest if submission is not None else "",
            image_digest=self._image,
            engine=self._engine.name,
            isolated=self._engine.isolated,
            seed=self._problem.tests.seed,
            prebrief=__version__,
            limits={name: float(getattr(limits, name)) for name in limits.__dataclass_fields__},
        )

    def _graded(self, work: _Work, judged: Judged, wall_seconds: float, *, tries: int = 1) -> Grade:
        tests = results(self._lock, judged.decided)
        groups = group_scores(self._problem, tests)
        peaks = [test.peak_bytes for test in tests if test.peak_bytes is not None]
        return Grade(
            candidate=work.entry.candidate,
            status=GradeStatus.GRADED,
            score=total(groups),
            groups=groups,
            tests=tests,
            provenance=work.provenance,
            cpu_seconds=round(sum(test.cpu_seconds for test in tests), 4),
            wall_seconds=round(wall_seconds, 4),
            peak_bytes=max(peaks, default=None),
            decisions=work.submission.decisions,
            graded_at=_now(),
            tries=tries,
        )

    def _rejected(self, entry: Entry, reason: str) -> Grade:
        return Grade(
            candidate=entry.candidate,
            status=GradeStatus.REJECTED,
            score=0.0,
            reason=reason,
            provenance=self._provenance(None),
            graded_at=_now(),
        )

    def _ungraded(self, work: _Work, reason: str) -> Grade:
        return Grade(
            candidate=work.entry.candidate,
            status=GradeStatus.UNGRADED,
            score=None,
            reason=reason,
            provenance=work.provenance,
            graded_at=_now(),
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
