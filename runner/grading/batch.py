"""Grade many submissions: lanes in parallel, then what is doubtful alone, each grade into the journal at once.

    entries --> already in the journal?  --> lanes (an Executor) --> journal
                 not a submission: a row                        `--> doubtful, or to be timed: alone, one after
                                                                     another --> journal

Grading one submission takes and returns plain values; what is shared is the seats that the lanes sit in. A failure of
ours leaves a submission ungraded, with the reason, and is never written to the journal: the next run tries it again.
Those wait until the lanes are empty; when many do, the lanes stop for them, so that memory stays bounded.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from runner.catalog import follow_ups
from runner.grading.alone import judge_alone
from runner.grading.entries import Entry
from runner.grading.grades import GradeMaker
from runner.grading.journal import Journal
from runner.grading.keeping import Kept
from runner.grading.one import Judged, confirm, judge_once, measure
from runner.grading.progress import Progress, Tally
from runner.grading.seat import Seat, lane_spec, most_submissions_per_box
from runner.grading.seats import Seats
from runner.model import Grade, GradeStatus, OurFault, Problem, Submission, SubmissionRejected, card_of
from sandbox.engine import Engine
from sandbox.errors import SandboxError

MOST_LATER = 16  # they hold what was handed in; so many, and they are looked at before the batch goes on
ENGINE_FAILURES = 3  # in a row, each with an engine that does not answer: the rest is not tried in this run
STOPPED = "the batch was stopped before this one was graded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a batch is run; `fresh` grades again what the journal has."""

    lanes: int = 2
    submissions_per_box: int = 1
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class _Later:
    submission: Submission
    judged: Judged


@dataclass(frozen=True, slots=True)
class _EngineGone:
    grade: Grade


_Came = Grade | _Later | _EngineGone | None  # what comes of one submission in a lane; None: the batch was stopped


@dataclass(slots=True)
class _Way:
    """What is on its way through a batch."""

    entries: Iterator[Entry]
    lanes: int
    running: set[Future[_Came]] = field(default_factory=set)
    later: list[_Later] = field(default_factory=list)


class Batch:
    """One problem's submissions on their way through an engine."""

    def __init__(self, problem: Problem, engine: Engine, journal: Journal, options: Options) -> None:
        self._problem = problem
        self._engine = engine
        self._journal = journal
        self._kept = Kept(journal.folder)
        self._options = options
        self._per_box = max(1, min(options.submissions_per_box, most_submissions_per_box(problem)))
        self._maker = GradeMaker(problem, engine)
        self._seats = Seats(self._new_seat)
        self._stop = threading.Event()
        self._entries: tuple[Entry, ...] = ()
        self._standing: set[str] = set()
        self._unfinished: dict[str, Grade] = {}
        self._failures = self._taken = 0
        self._tally = Tally(0, lambda _: None)

    def run(self, entries: Sequence[Entry], tell: Callable[[Progress], None] = lambda _: None) -> None:
        """Grade what is not in the journal yet; `grades` and `unfinished` say afterwards what came of it.

        Stops early, without losing anything, after `cancel`. Raises OurFault where the journal can't be written.
        """
        self._entries = tuple(entries)
        self._tally = Tally(len(entries), tell)
        self._kept.sweep()
        self._kept.keep_card(card_of(self._problem, follow_ups(self._problem)))
        way = _Way(entries=iter(entries), lanes=max(1, min(self._options.lanes, len(entries))))
        try:
            while self._in_parallel(way):
                self._alone(way.later)
                way.later.clear()
        finally:
            self._seats.close()

    def cancel(self) -> None:
        """End what runs now, from another thread; `run` returns soon after.

        A job that is about to begin is not ended: call it again until `run` has returned.
        """
        self._stop.set()
        self._seats.cancel()

    @property
    def stopped(self) -> bool:
        """Whether it was cancelled."""
        return self._stop.is_set()

    def grades(self) -> Iterator[Grade]:
        """Yield a grade for every entry, in their order, one at a time."""
        for entry in self._entries:
            grade = self._unfinished.get(entry.candidate)
            if entry.candidate in self._standing:
                grade = self._journal.get(self._problem.slug, entry.candidate)
            yield grade or self._maker.ungraded(entry.candidate, STOPPED)

    def unfinished(self) -> tuple[Grade, ...]:
        """Return the rows that have no grade yet, each with why; the same command again grades them."""
        open_ones = (entry.candidate for entry in self._entries if entry.candidate not in self._standing)
        return tuple(self._unfinished.get(name) or self._maker.ungraded(name, STOPPED) for name in open_ones)

    # phases

    def _in_parallel(self, way: _Way) -> bool:
        """Grade in all lanes until nothing is left, or enough waits; whether anything has to be run alone."""
        with ThreadPoolExecutor(max_workers=way.lanes, thread_name_prefix="lane") as executor:
            while True:
                self._top_up(executor, way)
                if not way.running:
                    return bool(way.later) and not self._stop.is_set()
                done, way.running = wait(way.running, return_when=FIRST_COMPLETED)
                for future in done:
                    self._sort(future.result(), way.later)

    def _top_up(self, executor: ThreadPoolExecutor, way: _Way) -> None:
        while len(way.running) < way.lanes and len(way.later) < MOST_LATER:
            submission = self._next(way.entries)
            if submission is None:
                return
            way.running.add(executor.submit(self._grade, submission, alone=way.lanes == 1))

    def _next(self, entries: Iterator[Entry]) -> Submission | None:
        """Return the next submission that has to be graded; rows that need no grading are done on the way."""
        while not self._stop.is_set():
            entry = next(entries, None)
            if entry is None:
                return None
            self._taken += 1
            try:
                submission = entry.read()
            except SubmissionRejected as rejected:
                self._reject(self._maker.rejected(entry.candidate, str(rejected)))
                continue
            except (OSError, MemoryError, SandboxError, OurFault) as error:
                self._settle(self._maker.ungraded(entry.candidate, f"it could not be read: {error}"))
                continue
            self._kept.keep_submission(submission)
            if self._is_done(submission):
                self._standing.add(entry.candidate)
                self._tally.keep()
            elif self._failures >= ENGINE_FAILURES:
                self._settle(self._ungraded(submission, "not tried: the engine had stopped answering"))
            else:
                return submission
        return None

    def _grade(self, submission: Submission, *, alone: bool) -> _Came:
        began = 0.0
        try:
            with self._seats.borrow() as seat:
                if self._stop.is_set():
                    return None
                began = time.monotonic()
                judged = judge_once(seat, self._problem, submission, alone=alone, more=self._more())
        except (SandboxError, OurFault) as error:
            return None if self._stop.is_set() else self._failed(submission, error)
        if not judged.stands:
            return None if self._stop.is_set() else _Later(submission, judged)
        return self._maker.graded(submission, judged, wall_seconds=time.monotonic() - began, tries=1)

    def _failed(self, submission: Submission, error: SandboxError | OurFault) -> _Came:
        """Give a submission that met a failure of the sandbox a second try, alone, where the engine still answers."""
        if isinstance(error, OurFault):
            return self._ungraded(submission, str(error))
        if self._engine.healthy():
            return _Later(submission, Judged(decided={}, doubtful=str(error)))
        return _EngineGone(self._ungraded(submission, str(error)))

    def _sort(self, came: _Came, later: list[_Later]) -> None:
        match came:
            case Grade():
                self._failures = 0
                self._settle(came)
            case _Later():
                self._failures = 0
                later.append(came)
            case _EngineGone(grade=grade):
                self._failures += 1
                self._settle(grade)

    def _alone(self, later: list[_Later]) -> None:
        self._seats.shut_idle()
        for each in later:
            if self._stop.is_set():
                return
            began = time.monotonic()
            try:
                judged, tries = self._second_look(each)
            except (SandboxError, OurFault) as error:
                if not self._stop.is_set():
                    self._settle(self._ungraded(each.submission, str(error)))
                continue
            if not self._stop.is_set():
                seconds = time.monotonic() - began
                self._settle(self._maker.graded(each.submission, judged, wall_seconds=seconds, tries=tries))

    def _second_look(self, later: _Later) -> tuple[Judged, int]:
        """Do what is left to be done, alone; returns what stands and how often the same tests were run for it."""
        if self._failures >= ENGINE_FAILURES:
            raise OurFault(f"{later.judged.doubtful or 'it has to be run alone'}; the engine stopped answering")
        with self._seats.borrow() as seat:
            again = later.judged
            if again.confirm:
                again = confirm(seat, self._problem, later.submission, again)
            if again.measure and not again.doubtful:
                again = measure(seat, self._problem, later.submission, again)
            if again.stands:
                return again, 2 if later.judged.confirm else 1
            return judge_alone(seat, self._problem, later.submission, again), 2

    # seats

    def _new_seat(self) -> Seat:
        spec = lane_spec(self._problem, submissions_per_box=self._per_box)
        return Seat(self._engine, spec, submissions_per_box=self._per_box)

    def _more(self) -> bool:
        """Whether a seat will probably be needed for another submission."""
        return len(self._entries) - self._taken >= self._options.lanes

    # books

    def _is_done(self, submission: Submission) -> bool:
        asked = self._maker.ungraded(submission.candidate, "", digest=submission.digest)
        return not self._options.fresh and self._journal.has(asked)

    def _ungraded(self, submission: Submission, reason: str) -> Grade:
        return self._maker.ungraded(submission.candidate, reason, digest=submission.digest)

    def _reject(self, grade: Grade) -> None:
        """Enter a row that is not a submission, unless the journal says the same of it."""
        known = self._journal.get(self._problem.slug, grade.candidate) if self._journal.has(grade) else None
        if known is not None and known.reason == grade.reason:
            self._standing.add(grade.candidate)
            self._tally.keep()
        else:
            self._settle(grade)

    def _settle(self, grade: Grade) -> None:
        """Enter a row into the books: the journal for a grade, `unfinished` for what has to be tried again."""
        if grade.status is GradeStatus.UNGRADED:
            self._unfinished[grade.candidate] = grade
        else:
            self._journal.append(grade)
            self._standing.add(grade.candidate)
        self._tally.make(grade)
